package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAProgramIsNamedByWhatItIs(t *testing.T) {
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	id := buildID(program[:64<<10])
	if id == "" {
		t.Fatal("this program has no build ID")
	}
	name := func(content []byte) string {
		t.Helper()
		file := filepath.Join(t.TempDir(), "program")
		if err := os.WriteFile(file, content, 0o777); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		name, err := executableDigest(f)
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	names := map[string]string{}
	for what, content := range map[string][]byte{
		"this program":            program,
		"a longer one":            append(bytes.Clone(program), 0),
		"one of another build":    bytes.Replace(program, []byte(id), []byte(strings.Repeat("x", 20)+id[20:]), 1),
		"one without an ID":       bytes.ReplaceAll(program, []byte(id), bytes.Repeat([]byte{'/'}, len(id))),
		"another one without one": append(bytes.ReplaceAll(program, []byte(id), bytes.Repeat([]byte{'/'}, len(id))), 0),
		"a short one":             []byte("#!/bin/sh\n"),
		"an empty one":            nil,
	} {
		n := name(content)
		if other, ok := names[n]; ok {
			t.Errorf("%s and %s have one name, %s", what, other, n)
		}
		if names[n] = what; n != name(content) {
			t.Errorf("%s has two names", what)
		}
	}
}
