package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
)

func main() {
	greet := exec.Command("/libexec/greet", runtime.GOARCH)
	greet.Stdout = os.Stdout
	if err := greet.Run(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
