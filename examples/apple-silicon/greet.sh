#!/bin/sh
echo "Hello, $1, from $(uname -m)!"
