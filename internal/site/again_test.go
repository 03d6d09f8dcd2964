package site

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/digest"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
)

// seen is all that can be told of a site.
type seen struct {
	Files     map[string]file
	Redirects []plan.Redirect
	Problems  problem.List
	Next      time.Time
}

type file struct {
	URL, Template, From string
	Sum, Data, Digest   digest.Digest
}

func look(s *Site) seen {
	v := seen{map[string]file{}, s.Plan.Redirects, s.Problems, s.Next}
	for _, f := range s.Plan.Files {
		out := file{URL: f.URL, Template: f.Template, From: f.From, Sum: f.Sum, Digest: f.Digest()}
		if f.Made() {
			out.Data = plan.Hash(f.Data())
		}
		v.Files[f.Path] = out
	}
	return v
}

// TestALoadFromAnotherEqualsAFreshOne edits a site at random.
func TestALoadFromAnotherEqualsAFreshOne(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	dir := newSite(t)
	ctx, now := context.Background(), time.Date(2022, 12, 1, 0, 0, 0, 0, time.UTC)
	players := []string{"Cam Akers", "Ty Long", "cam-akers", "Nobody Known"}
	post := func() (string, string) {
		n := r.IntN(25)
		date := time.Date(2022, 11, 1+n*2, n, 0, 0, 0, time.UTC)
		front := fmt.Sprintf("---\ntitle: Post %d\ndate: %s\nplayer: %s\ntags: [one]\nstory: a-story\n", n+25*(r.IntN(9)/8), date.Format("2006-01-02 15:04"), players[r.IntN(8)/2])
		switch r.IntN(12) {
		case 0:
			front += "draft: true\n"
		case 1:
			front += fmt.Sprintf("expires: 2022-12-%02d\n", 1+r.IntN(20))
		case 2:
			front += "retracted: {date: 2022-12-01, reason: Wrong.}\n"
		case 3:
			front += "strange: 1\n"
		}
		first := "The first paragraph."
		if r.IntN(4) == 0 {
			first = fmt.Sprintf("Another first paragraph, %d.", r.IntN(3))
		}
		return fmt.Sprintf("content/posts/2022/p%d.md", n), front + "---\n" + first + fmt.Sprintf("\n\nMore, %d. See [this](p%d.md).\n", r.IntN(9), r.IntN(30))
	}
	write(t, dir, "content/players/cam-akers.md", "---\nname: Cam Akers\n---\nWho.\n")
	write(t, dir, "content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
	for range 30 {
		name, text := post()
		write(t, dir, name, text)
	}
	opt := Options{Dir: dir, Program: "test", Theme: smallTheme()}
	var s *Site
	shortest, retold := 0, 0
	for step := range 200 {
		changed := []string{}
		switch r.IntN(20) {
		case 16, 17, 18, 19: // what a post is called, or how it begins
			name, _ := post()
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				break
			}
			title, rest, _ := strings.Cut(string(text), "\ndate:")
			switch r.IntN(4) {
			case 0:
				title += "\nsummary: " + []string{"Short.", "''", "' '", "In one line."}[r.IntN(4)]
			case 1:
				title = "---\ntitle: " + []string{"''", "Post 3", "Post 4", "About", "'3'"}[r.IntN(5)]
			default:
				title = fmt.Sprintf("---\ntitle: Retitled %d", step/2)
			}
			write(t, dir, name, title+"\ndate:"+rest)
			changed = append(changed, name)
			retold++
		case 0:
			name, _ := post()
			os.Remove(filepath.Join(dir, name))
			changed = append(changed, name)
		case 1:
			write(t, dir, "content/players/ty-long.md", fmt.Sprintf("---\nname: Ty Long\nborn: 1998-12-%02d\n---\nSince %d.\n", 1+r.IntN(28), r.IntN(4)))
			changed = append(changed, "content/players/ty-long.md")
		case 2:
			write(t, dir, "content/players/cam-akers.md", fmt.Sprintf("---\nname: Cam Akers\n---\nHe is %d.\n", r.IntN(9)))
			changed = append(changed, "content/players/cam-akers.md")
		case 3:
			now = now.Add(time.Duration(r.IntN(40)) * time.Hour)
		case 4:
			opt.Drafts = !opt.Drafts
		case 5:
			write(t, dir, "site.yaml", fmt.Sprintf("id: an-id\ntitle: Site %d\nbase_url: https://example.org/news/\nunregistered: allow\nper_page: %d\n", r.IntN(2), 5+r.IntN(2)))
			changed = append(changed, "site.yaml")
		case 6:
			write(t, dir, "static/a.css", fmt.Sprintf("a{order:%d}", r.IntN(3)))
			changed = append(changed, "static/a.css")
		case 7:
			write(t, dir, "content/pages/about.md", fmt.Sprintf("---\ntitle: About\n---\n%s", []string{"", "Us.\n", "Us, again.\n\nAnd more.\n"}[r.IntN(3)]))
			changed = append(changed, "content/pages/about.md")
		case 8, 9, 10, 11:
			name, text := post()
			write(t, dir, name, text)
			changed = append(changed, name)
		default: // the end of a body alone
			name, _ := post()
			if text, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
				write(t, dir, name, fmt.Sprintf("%s\nStep %d.\n", text, step))
				changed = append(changed, name)
			}
		}
		if r.IntN(6) == 0 {
			changed = nil
		}
		opt.Now, opt.Fresh = now, false
		next, err := Load(ctx, opt, s, changed)
		if err != nil {
			t.Fatal(err)
		}
		if s != nil && next.Room == s.Room {
			shortest++
		}
		s = next
		opt.Fresh = true
		fresh, err := Load(ctx, opt, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(look(fresh), look(s)); d != "" {
			t.Fatalf("step %d, %v: differs from a fresh load:\n%s", step, changed, d)
		}
	}
	if shortest < 30 || retold < 20 {
		t.Errorf("only %d loads kept their newsroom, and %d posts were called otherwise", shortest, retold)
	}
}
