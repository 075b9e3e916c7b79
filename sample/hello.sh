#!/bin/sh
echo "Hello, $(uname -m)! (built on @BUILT_ON@)"
