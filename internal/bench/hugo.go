package main

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"
)

//go:embed all:testdata/hugo
var hugoSite embed.FS

// writeHugo writes the corpus as a Hugo site with the same pages. A list's own
// place among sections makes its address /posts/2022/11/ instead of /2022/11/.
func (c *corpus) writeHugo(dir string) error {
	w := writer{dir: dir}
	err := fs.WalkDir(hugoSite, "testdata/hugo", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := hugoSite.ReadFile(name)
		w.file(strings.TrimPrefix(name, "testdata/hugo/"), string(content))
		return err
	})
	if err != nil {
		return err
	}
	for _, t := range c.teams {
		w.file("content/teams/"+t.id+"/_index.md", fmt.Sprintf("---\ntitle: %s\n---\n", t.name))
	}
	posted := map[string]bool{}
	for i := range c.posts {
		for _, p := range c.posts[i].players {
			posted[p.id] = true
		}
	}
	for _, p := range c.players {
		outputs := "[html, rss]"
		if !posted[p.id] { // a feed without a post is none of ours
			outputs = "[html]"
		}
		w.file("content/players/"+p.id+"/_index.md", fmt.Sprintf("---\ntitle: %s\nposition: %s\noutputs: %s\n---\n", strconv.Quote(p.name), p.position, outputs))
	}
	for _, s := range c.sources {
		w.file("content/sources/"+s.id+"/_index.md", fmt.Sprintf("---\ntitle: %s\noutlet: %s\n---\n", strconv.Quote(s.name), s.outlet))
	}
	for _, a := range c.authors {
		w.file("content/authors/"+a.id+"/_index.md", fmt.Sprintf("---\ntitle: %s\n---\n", strconv.Quote(a.name)))
	}
	for _, t := range c.tags {
		w.file("content/tags/"+t+"/_index.md", fmt.Sprintf("---\ntitle: %s\noutputs: [html]\n---\n", t))
	}
	folders := map[string]bool{}
	for i := range c.posts {
		p := &c.posts[i]
		for _, folder := range []string{p.time.Format("2006"), p.time.Format("2006/01")} {
			if !folders[folder] {
				folders[folder] = true
				w.file("content/posts/"+folder+"/_index.md", fmt.Sprintf("---\ntitle: %q\n---\n", folder))
			}
		}
		if p.story != "" && !folders[p.story] {
			folders[p.story] = true
			w.file("content/stories/"+p.story+"/_index.md", fmt.Sprintf("---\ntitle: %s\noutputs: [html]\n---\n", p.story))
		}
		w.file("content/posts/"+p.path(), p.hugo())
	}
	return w.err
}

func (p *post) hugo() string {
	var b strings.Builder
	players := make([]string, len(p.players))
	for i, x := range p.players {
		players[i] = x.id
	}
	fmt.Fprintf(&b, "---\ntitle: %s\ndate: %s\nplayers: [%s]\nteams: [%s]\nsources: [%s]\nauthors: [%s]\ntags: [%s]\nsummary: %s\n",
		strconv.Quote(p.title), p.time.Format(time.RFC3339), strings.Join(players, ", "), strings.Join(p.teams, ", "),
		p.source.id, p.author.id, strings.Join(p.tags, ", "), strconv.Quote(p.summary()))
	if p.status != "" {
		fmt.Fprintf(&b, "status: %s\n", p.status)
	}
	if p.story != "" {
		fmt.Fprintf(&b, "stories: [%s]\n", p.story)
	}
	b.WriteString("---\n")
	b.WriteString(p.body)
	return b.String()
}

// summary is the first paragraph as text.
func (p *post) summary() string {
	first, _, _ := strings.Cut(p.body, "\n\n")
	first = strings.NewReplacer("*", "", "\n", " ").Replace(first)
	for {
		open := strings.IndexByte(first, '[')
		if open < 0 {
			return strings.TrimSpace(first)
		}
		shut := open + strings.Index(first[open:], "](")
		end := shut + strings.IndexByte(first[shut:], ')')
		first = first[:open] + first[open+1:shut] + first[end+1:]
	}
}

// hugoArgs keep Hugo from using anything of an earlier run.
func hugoArgs(out string) []string {
	return []string{"--quiet", "--noBuildLock", "--ignoreCache", "--destination", out}
}
