package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestHelpNamesOnlyKnownKeys tries the keys of 'help front-matter' in documents
// of their kinds: none is unknown.
func TestHelpNamesOnlyKnownKeys(t *testing.T) {
	t.Parallel()
	kinds := map[string]string{"Posts": "posts", "Players": "players", "Teams": "teams", "Sources": "sources", "Authors": "authors", "Stories": "stories", "Pages": "pages", "Leagues": "leagues"}
	keys := map[string][]string{}
	kind, tried := "", 0
	for line := range strings.Lines(helpFrontMatter) {
		head, rest, _ := strings.Cut(line, ",")
		list := ""
		switch folder, ok := kinds[head]; {
		case ok:
			kind = folder
			_, list, _ = strings.Cut(rest, ":")
			list = strings.ReplaceAll(list, " or ", ",")
		case kind == "" || strings.HasPrefix(line, "   "): // between kinds, or a line continued
		case strings.HasPrefix(line, "  "):
			list, _, _ = strings.Cut(strings.TrimSpace(line), "  ")
		default:
			kind = ""
		}
		for key := range strings.SplitSeq(list, ",") {
			if key = strings.TrimSpace(key); key != "" {
				keys[kind] = append(keys[kind], key)
				tried++
			}
		}
	}
	if tried < 60 || len(keys) != len(kinds) {
		t.Errorf("only %d keys of %d kinds were found in the help", tried, len(keys))
	}
	dir := t.TempDir()
	save(t, filepath.Join(dir, "site.yaml"), "title: T\nid: a\nbase_url: https://t.example/\n")
	for folder, list := range keys {
		save(t, filepath.Join(dir, "content", folder, "x.md"), "---\n"+strings.Join(list, ":\n")+":\n---\n")
	}
	_, stdout, _ := command(t, "check", "-C", dir)
	for line := range strings.Lines(stdout) {
		if strings.Contains(line, "unknown key") {
			t.Errorf("the help names a key that is not known: %s", line)
		}
	}
}
