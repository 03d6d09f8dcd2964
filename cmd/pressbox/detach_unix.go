//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// detach keeps what is typed into this terminal, Ctrl-C above all, from a program.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
