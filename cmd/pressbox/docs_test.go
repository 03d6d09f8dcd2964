package main

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestArchitectureNamesTestsThatExist holds docs/architecture.md to the tests and
// scripts that it names for each law.
func TestArchitectureNamesTestsThatExist(t *testing.T) {
	text := readDoc(t, "docs/architecture.md")
	var tests []byte
	err := filepath.WalkDir(repository(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		tests = append(tests, text...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(text, -1) {
		if !bytes.Contains(tests, []byte("func "+name[1]+"(")) {
			t.Errorf("docs/architecture.md names %s, which is not there", name[1])
		}
	}
	_, laws, _ := strings.Cut(text, "\n## Laws\n")
	laws, _, _ = strings.Cut(laws, "\n## ")
	list := regexp.MustCompile(`(?m)^\d+\. `).Split(laws, -1)[1:]
	if len(list) != 10 {
		t.Errorf("docs/architecture.md has %d laws, want 10", len(list))
	}
	for i, law := range list {
		if !strings.Contains(law, "`Test") {
			t.Errorf("law %d has no test", i+1)
		}
		_, scripts, _ := strings.Cut(law, "script")
		for _, name := range regexp.MustCompile("`([a-z]+)`").FindAllStringSubmatch(scripts, -1) {
			if _, err := os.Stat(filepath.Join("testdata", "script", name[1]+".txtar")); err != nil {
				t.Errorf("law %d names the script %s: %v", i+1, name[1], err)
			}
		}
	}
	if n := strings.Count(text, "\n"); n >= 200 {
		t.Errorf("docs/architecture.md has %d lines, want fewer than 200", n)
	}
}

// TestDocumentsNameCommandsThatExist tries every command line of the documents.
func TestDocumentsNameCommandsThatExist(t *testing.T) {
	p := &program{stdout: io.Discard, stderr: io.Discard, clock: time.Now}
	root := p.root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	named := 0
	for _, doc := range []string{"README.md", "docs/manual.md", "docs/moving.md", "docs/architecture.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		for _, line := range regexp.MustCompile("(?m)(?:^|`)(?:go run \\./cmd/)?pressbox ([a-z][^`#\n]*)").FindAllStringSubmatch(readDoc(t, doc), -1) {
			named++
			words := strings.Fields(line[1])
			if words[0] == "help" && len(words) > 1 && words[1] != "COMMAND" {
				words = words[1:]
			}
			cmd, _, err := root.Find(words)
			if err != nil || cmd == root {
				t.Errorf("%s: pressbox %s: no such command", doc, line[1])
				continue
			}
			for _, word := range words {
				if name, ok := strings.CutPrefix(word, "--"); ok && cmd.Flag(strings.TrimSuffix(name, ";")) == nil {
					t.Errorf("%s: pressbox %s: no flag %s", doc, line[1], word)
				}
			}
		}
	}
	if named < 20 {
		t.Errorf("only %d commands were found in the documents", named)
	}
}

func readDoc(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository(), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
