package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestANewPostSendsAsMuchFromALargeSiteAsFromASmallOne holds what one more post
// costs on a host below 40 requests that write, however many posts there are: its
// files, and a list of what changes, the record, and the list away.
func TestANewPostSendsAsMuchFromALargeSiteAsFromASmallOne(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	sent := map[int]int{} // in the middle of pages and parts, of which there is now and then a new one
	for _, posts := range []int{250, 2_050} {
		dir := t.TempDir()
		daily(t, dir, posts)
		deploy := func() (r struct {
			New, Changed []struct{ Path string }
			Removed      []string
			Unchanged    int
		},
		) {
			status, stdout, stderr := command(t, "deploy", "-C", dir, "--now", noon, "--json")
			if err := json.Unmarshal([]byte(stdout), &r); err != nil || status != 0 {
				t.Fatalf("exit status %d, %v: %s", status, err, stderr)
			}
			return r
		}
		if r := deploy(); len(r.New) < posts {
			t.Fatalf("a site of %d posts has %d files", posts, len(r.New))
		}
		postOfDay(t, dir, posts)
		r := deploy()
		sent[posts] = len(r.New) + len(r.Changed)
		if len(r.Removed) > 0 || len(r.New) == 0 {
			t.Errorf("a new post removes %v", r.Removed)
		}
		t.Logf("%d posts: %d new, %d changed, %d unchanged", posts, len(r.New), len(r.Changed), r.Unchanged)
	}
	if sent[250] != sent[2_050] || sent[250]+3 > 40 {
		t.Errorf("one more post sends %v files", sent)
	}
}

// daily writes a site with records and so many posts, a day apart from 2019 on.
func daily(t *testing.T, dir string, posts int) {
	t.Helper()
	put := func(name, text string) {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("site.yaml", fmt.Sprintf(`id: 6e2b9d0c-64f5-4b07-8a4e-6f6f0c3f0b11
title: Desk
base_url: https://desk.example/
deploy: {www: {type: folder, path: %q, in_place: true}}
`, filepath.Join(t.TempDir(), "www")))
	for n := range 10 {
		put(fmt.Sprintf("content/teams/team-%d.md", n), fmt.Sprintf("---\nname: Team %d\nnickname: Team %d\nleague: nfl\n---\n", n, n))
		for m := range 10 {
			put(fmt.Sprintf("content/players/player-%d%d.md", n, m), fmt.Sprintf("---\nname: Player %c %c\nposition: RB\nteams: [{team: team-%d, from: 2010-01-01}]\n---\n", 'A'+n, 'A'+m, n))
		}
		put(fmt.Sprintf("content/sources/source-%d.md", n), fmt.Sprintf("---\nname: Source %d\noutlet: Outlet\n---\n", n))
	}
	put("content/authors/desk.md", "---\nname: Desk\n---\n")
	for n := range posts {
		postOfDay(t, dir, n)
	}
}

// postOfDay writes post number n of such a site.
func postOfDay(t *testing.T, dir string, n int) {
	t.Helper()
	day := time.Date(2019, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, n)
	name := filepath.Join(dir, "content", "posts", day.Format("2006/01"), fmt.Sprintf("post-%d.md", n))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("---\ntitle: Post %d\ndate: %s\nplayer: [Player %c %c, Player %c %c]\nsource: Source %d\nauthor: Desk\ntags: [tag-%d]\nstatus: official\n---\nWords of [[Player A A]].\n",
		n, day.Format(time.RFC3339), 'A'+n%10, 'A'+n/10%10, 'A'+(n+3)%10, 'A'+n/10%10, n%10, n%7)
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
