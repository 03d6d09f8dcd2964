package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A measure is what one run of a program cost.
type measure struct {
	cpu, wall time.Duration
	memory    int64 // most resident set in bytes
}

// run runs a program to its end.
func run(dir, program string, args ...string) (measure, error) {
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return measure{}, err
	}
	ended := make(chan error)
	go func() { ended <- cmd.Wait() }()
	m := measure{}
	for {
		select {
		case err := <-ended:
			if err != nil {
				return measure{}, fmt.Errorf("%s: %w\n%s", cmd, err, tail(out.Bytes()))
			}
			m.wall = time.Since(start)
			m.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			return m, nil
		case <-time.After(5 * time.Millisecond):
			m.memory = max(m.memory, highest(cmd.Process.Pid))
		}
	}
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
	var size int64
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
		size += f.size
	}
	return t, size, nil
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
