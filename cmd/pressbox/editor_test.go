package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestTaskOfANewSiteMarksProblemsAtTheirPlace reads what check prints as VS Code does,
// by the pattern that a new site has for it.
func TestTaskOfANewSiteMarksProblemsAtTheirPlace(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "news")
	mustRun(t, "init", dir)
	text, err := os.ReadFile(filepath.Join(dir, ".vscode", "tasks.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Tasks []struct {
			Command string
			Args    []string
			Matcher struct {
				Pattern struct {
					Regexp                                string
					File, Line, Column, Severity, Message int
				}
			} `json:"problemMatcher"`
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	task := file.Tasks[0]
	if task.Command != "pressbox" {
		t.Fatalf("the task runs %s", task.Command)
	}
	put(t, dir, "content/posts/broken.md", "---\ntitle: Broken\ndate: 2022-13-01\nplayr: Alex Example\n---\n")
	put(t, dir, "content/posts/odd.md", "---\ntitle: Odd\ndate: 2022-12-01\nplayer: Nobody Known\n---\n\nSee [there](nowhere.md).\n")
	status, stdout, _ := command(t, append(slices.Clone(task.Args), "-C", dir)...)
	if status != 1 {
		t.Fatalf("exit status %d\n%s", status, stdout)
	}
	pattern, in := regexp.MustCompile(task.Matcher.Pattern.Regexp), task.Matcher.Pattern
	var got []string
	for line := range strings.Lines(stdout) {
		if m := pattern.FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil {
			words := strings.Fields(m[in.Message])
			got = append(got, strings.Join([]string{m[in.File], m[in.Line], m[in.Column], m[in.Severity], words[0]}, " "))
		}
	}
	want := []string{
		"content/posts/broken.md 3 7  " + strconv.Quote("2022-13-01"), "content/posts/broken.md 4 1  unknown",
		"content/posts/odd.md 4 9 warning the", "content/posts/odd.md 7 5  " + strconv.Quote("nowhere.md"),
	}
	if !slices.Equal(got, want) {
		t.Errorf("of\n%sVS Code finds %q, want %q", stdout, got, want)
	}
}
