package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite golden files")

// noon is the time at which the tests take place: after every post of the
// demonstration, before nothing.
const noon = "2026-01-02T12:00:00-05:00"

// command runs one command line and returns its exit status and what it printed.
func command(t testing.TB, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	p := &program{stdout: &out, stderr: &errs, clock: time.Now}
	status = p.run(t.Context(), args)
	return status, out.String(), errs.String()
}

// mustRun is command for command lines that have to work.
func mustRun(t testing.TB, args ...string) string {
	t.Helper()
	status, stdout, stderr := command(t, args...)
	if status != 0 {
		t.Fatalf("pressbox %s: exit status %d\n%s%s", strings.Join(args, " "), status, stdout, stderr)
	}
	return stdout
}

// demo returns a copy of the demonstration newsroom.
func demo(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := copyDemo(dir, nil); err != nil {
		t.Fatal(err)
	}
	return dir
}

// copyDemo copies the demonstration newsroom to dir, its files in an order of choice.
func copyDemo(dir string, order func([]string)) error {
	top := filepath.Join(repository(), "site.yaml")
	paths := []string{top}
	err := filepath.WalkDir(filepath.Join(repository(), "content"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	if order != nil {
		order(paths)
	}
	for _, path := range paths {
		name, err := filepath.Rel(repository(), path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// repository returns the top folder of this module.
func repository() string {
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		panic(err)
	}
	return dir
}

// readTree returns the files below dir by their slash-separated paths.
func readTree(dir string) (map[string][]byte, error) {
	tree := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		tree[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	return tree, err
}

// mustTree is readTree for folders that have to be there.
func mustTree(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	tree, err := readTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(tree) == 0 {
		t.Fatalf("%s is empty", dir)
	}
	return tree
}

// diffTrees tells how two trees differ; "" when they do not.
func diffTrees(a, b map[string][]byte) string {
	var diffs []string
	for _, path := range slices.Sorted(maps.Keys(a)) {
		other, ok := b[path]
		switch {
		case !ok:
			diffs = append(diffs, path+" is in the first only")
		case !bytes.Equal(a[path], other):
			i := 0
			for i < min(len(a[path]), len(other)) && a[path][i] == other[i] {
				i++
			}
			around := func(text []byte) []byte { return text[max(0, i-60):min(len(text), i+60)] }
			diffs = append(diffs, fmt.Sprintf("%s differs at byte %d:\n\t%q\n\t%q", path, i, around(a[path]), around(other)))
		}
	}
	for _, path := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[path]; !ok {
			diffs = append(diffs, path+" is in the second only")
		}
	}
	if len(diffs) > 8 {
		diffs = append(diffs[:8], fmt.Sprintf("and %d more", len(diffs)-8))
	}
	return strings.Join(diffs, "\n")
}

// holding returns the files of tree whose name or text holds text, in any case.
func holding(tree map[string][]byte, text string) []string {
	var found []string
	lower := strings.ToLower(text)
	for _, path := range slices.Sorted(maps.Keys(tree)) {
		if strings.Contains(strings.ToLower(path), lower) || bytes.Contains(bytes.ToLower(tree[path]), []byte(lower)) {
			found = append(found, path)
		}
	}
	return found
}
