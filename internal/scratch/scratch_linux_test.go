package scratch

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestWhatAKilledTestLeftIsSwept(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command("true")
	if err := cmd.Run(); err != nil {
		t.Skip("needs a program that ends:", err)
	}
	left := fmt.Sprintf(name, cmd.Process.Pid) + "1"
	kept := []string{fmt.Sprintf(name, os.Getpid()) + "1", "pressbox-test-of-somebody", "pressbox-test-0-1", "other"}
	for _, each := range append(kept, left) {
		if err := os.MkdirAll(filepath.Join(dir, each, "inside"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	sweep(dir)
	if _, err := os.Stat(filepath.Join(dir, left)); err == nil {
		t.Error("what a process left that is gone is still there")
	}
	for _, each := range kept {
		if _, err := os.Stat(filepath.Join(dir, each)); err != nil {
			t.Error(err)
		}
	}
}
