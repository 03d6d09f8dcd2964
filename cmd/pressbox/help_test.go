package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHelpNamesEveryKeyAndOnlyThose tries each key of 'help front-matter' in a
// document of its kind: none is unknown.
func TestHelpNamesEveryKeyAndOnlyThose(t *testing.T) {
	t.Parallel()
	kinds := map[string]string{"Posts": "posts", "Players": "players", "Teams": "teams", "Sources": "sources", "Authors": "authors", "Stories": "stories", "Pages": "pages", "Leagues": "leagues"}
	kind := ""
	tried := 0
	for line := range strings.Lines(helpFrontMatter) {
		head, rest, _ := strings.Cut(line, ",")
		if k, ok := kinds[head]; ok {
			kind = k
			_, list, listed := strings.Cut(rest, ":")
			if listed {
				for key := range strings.SplitSeq(list, ",") {
					for each := range strings.SplitSeq(key, " or ") {
						tried++
						tryKey(t, kind, strings.TrimSpace(each))
					}
				}
			}
			continue
		}
		if kind == "" || !strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "   ") {
			if !strings.HasPrefix(line, "   ") {
				kind = ""
			}
			continue
		}
		keys, _, _ := strings.Cut(strings.TrimSpace(line), "  ")
		for key := range strings.SplitSeq(keys, ",") {
			tried++
			tryKey(t, kind, strings.TrimSpace(key))
		}
	}
	if tried < 60 {
		t.Errorf("only %d keys were found in the help", tried)
	}
}

// tryKey fails when a document of a kind does not know a key.
func tryKey(t *testing.T, kind, key string) {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{
		"site.yaml":                 "title: T\nid: a\nbase_url: https://t.example/\n",
		"content/" + kind + "/x.md": "---\n" + key + ":\n---\n",
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	_, stdout, _ := command(t, "check", "-C", dir)
	if strings.Contains(stdout, "unknown key") {
		t.Errorf("the help says that %s know %q: %s", kind, key, stdout)
	}
}
