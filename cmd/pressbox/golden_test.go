package main

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestGoldenPages compares a page of each template, and a feed, with what it was.
// go test -update writes them anew; the difference shows what a change does to readers.
func TestGoldenPages(t *testing.T) {
	t.Parallel()
	dir := goldenSite(t)
	mustRun(t, "build", "-C", dir, "--now", noon)
	for name, path := range map[string]string{
		"home.html":         "index.html",
		"post.html":         "2022/11/no-trade/index.html",
		"post-retract.html": "2022/11/gone/index.html",
		"player.html":       "players/cam-akers/index.html",
		"player-page.html":  "players/cam-akers/page/1/index.html",
		"player-plain.html": "players/unknown-person/index.html",
		"team.html":         "teams/los-angeles-rams/index.html",
		"source.html":       "sources/josina-anderson/index.html",
		"author.html":       "authors/desk/index.html",
		"story.html":        "stories/akers/index.html",
		"tag.html":          "tags/deadline/index.html",
		"list-month.html":   "2022/11/index.html",
		"list-players.html": "players/index.html",
		"page.html":         "about/index.html",
		"search.html":       "search/index.html",
		"404.html":          "404.html",
		"redirect.html":     "no-trade/index.html",
		"feed.xml":          "players/cam-akers/feed.xml",
		"sitemap.xml":       "sitemap.xml",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := os.ReadFile(filepath.Join(dir, "public", filepath.FromSlash(path)))
			if err != nil {
				t.Fatal(err)
			}
			// A style sheet's digest is not the page's matter.
			got = regexp.MustCompile(`\.[0-9a-f]{8,64}\.(css|js|woff2|svg|png)`).ReplaceAll(got, []byte(".DIGEST.$1"))
			golden := filepath.Join("testdata", "golden", name)
			if *update {
				if err := os.WriteFile(golden, got, 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if errors.Is(err, fs.ErrNotExist) {
				t.Fatalf("%s is not there: go test ./cmd/pressbox -run TestGoldenPages -update", golden)
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := diffTrees(map[string][]byte{path: want}, map[string][]byte{path: got}); diff != "" {
				t.Errorf("not as it was; if that is meant, -update and read the difference:\n%s", diff)
			}
		})
	}
}

// goldenSite unpacks the small site of testdata/golden.
func goldenSite(t *testing.T) string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "golden", "site.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range archive.Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var strip bytes.Buffer
	if err := png.Encode(&strip, image.NewGray(image.Rect(0, 0, 60, 20))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "content", "posts", "strip.png"), strip.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}
