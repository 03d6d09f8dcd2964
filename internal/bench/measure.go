package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A measure is what one run of a program cost.
type measure struct {
	cpu, wall time.Duration
	memory    int64 // peak resident set in bytes
}

// run runs a program to its end.
func run(dir, program string, args ...string) (measure, error) {
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	start := time.Now()
	out, err := cmd.CombinedOutput()
	wall := time.Since(start)
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return measure{}, fmt.Errorf("%s: %w\n%s", cmd, err, tail(out))
		}
		return measure{}, err
	}
	state := cmd.ProcessState
	return measure{cpu: state.UserTime() + state.SystemTime(), wall: wall, memory: peak(state)}, nil
}

func tail(b []byte) []byte {
	const most = 2000
	return b[max(0, len(b)-most):]
}

// A tree is the sums of a folder's files by path.
type tree map[string][sha256.Size]byte

// readTree returns the files below dir and their bytes altogether.
func readTree(dir string) (tree, int64, error) {
	files, err := list(dir)
	if err != nil {
		return nil, 0, err
	}
	t := tree{}
	var bytes int64
	for _, f := range files {
		content, err := os.ReadFile(f.path)
		if err != nil {
			return nil, 0, err
		}
		rest, err := filepath.Rel(dir, f.path)
		if err != nil {
			return nil, 0, err
		}
		t[rest] = sha256.Sum256(content)
		bytes += f.size
	}
	return t, bytes, nil
}

// changed counts the files that differ between two trees.
func changed(old, new tree) int {
	n := 0
	for path, sum := range new {
		if was, ok := old[path]; !ok || was != sum {
			n++
		}
	}
	for path := range old {
		if _, ok := new[path]; !ok {
			n++
		}
	}
	return n
}
