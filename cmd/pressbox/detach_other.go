//go:build !unix

package main

import "os/exec"

// detach has nothing to do where a terminal does not stop what it did not start.
func detach(*exec.Cmd) {}
