package site

import (
	"fmt"
	"path"
	"strings"

	"pressbox/internal/problem"
)

// An Address is a page that readers have had, and may have kept.
type Address struct {
	Path string // of its file: 2022/11/akers/index.html
	From string // the document it was made from; empty when unknown
}

// Addresses returns the addresses of s that a reader may keep, in path order: pages,
// of documents or of what documents name, and what redirects to them.
func (s *Site) Addresses() []Address {
	var list []Address
	for _, f := range s.Plan.Files {
		if strings.HasSuffix(f.Path, ".html") && lasting(f.Path) {
			from := f.From
			if !strings.HasPrefix(from, "content/") {
				from = ""
			}
			list = append(list, Address{f.Path, from})
		}
	}
	return list
}

// lasting reports whether the page at a path is more than the page of a list that
// has a number.
func lasting(name string) bool {
	return path.Base(path.Dir(path.Dir(name))) != "page"
}

// Lost finds the addresses among before at which s has neither a page nor a
// redirect, and asks for an alias for each.
func (s *Site) Lost(before []Address) problem.List {
	documents := map[string]bool{}
	for _, d := range s.Content.Documents {
		documents[d.Path] = true
	}
	var list problem.List
	said := map[string]bool{}
	for _, a := range before {
		if _, ok := s.Plan.Lookup(a.Path); ok || said[a.Path] || !lasting(a.Path) {
			continue
		}
		said[a.Path] = true
		address := "/" + strings.TrimSuffix(a.Path, "index.html")
		hint := fmt.Sprintf("add %q to the aliases of the document that readers shall find there", address)
		file := a.From
		switch {
		case documents[file]:
			hint = fmt.Sprintf("add %q to its aliases", address)
		case file == "":
			file = "site.yaml"
		}
		list = append(list, problem.New(problem.LostAddress, file, 0, 0, fmt.Sprintf("%s was published and leads nowhere now", address), hint))
	}
	return list.WithRules(s.Config.Rules).Sort()
}
