package site

import (
	"context"
	"maps"
	"slices"
	"strings"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/problem"
)

// A Kept is a folder with mistakes, beside what it would be without them.
type Kept struct {
	Site     *Site           // its files with errors as they were before, or away if they were not there
	Files    map[string]bool // those, without the ones that nothing helps
	All      *Site           // the site of all that could be read
	Problems problem.List    // of the folder as it is
}

// Keep makes the site of what was read, and beside it the one in which site.yaml, static/
// and the files of content/ with errors are as in good. Without errors both are the same, and
// what Load gives. What is gone stays while others miss it. Errors of templates stay in
// Kept.Site, and so do those that nothing of good helps.
func (in *Inputs) Keep(ctx context.Context, good *Site) (Kept, error) {
	k := Kept{Files: map[string]bool{}}
	for _, p := range in.problems.WithRules(in.Config.Rules) {
		// What is new is read as far as it can be.
		if turn := turnOf(p.File, good); p.Severity == problem.Error && turn != ofNewcomer && turn != never {
			k.Files[p.File] = true
		}
	}
	var err error
	if k.All, err = in.keep(k.Files, good).Site(ctx, good); err != nil {
		return k, err
	}
	k.Site, k.Problems = k.All, k.All.Problems
	if len(k.Files) > 0 {
		of := slices.DeleteFunc(slices.Clone(in.problems), func(p problem.Problem) bool { return !k.Files[p.File] })
		k.Problems = slices.Concat(k.Problems, of.WithRules(k.All.Config.Rules)).Sort()
	}
	// What a record breaks in posts is none of the posts' doing, nor what a new post does to
	// one that was there.
	for turn := ofRecord; turn < never; turn++ {
		before := len(k.Files)
		for _, p := range k.Site.Problems {
			if p.Severity == problem.Error && turnOf(p.File, good) <= turn {
				k.Files[p.File] = true
			}
		}
		if len(k.Files) == before {
			continue
		}
		if k.Site, err = in.keep(k.Files, good).Site(ctx, good); err != nil {
			return k, err
		}
	}
	var gone [][]string
	if files := k.Site.Content.Gone(good.Content); len(k.Site.errors()) > 0 && len(files) > 0 {
		gone = slices.Collect(slices.Chunk(files, max(1, len(files)/8))) // a whole site for each of many is too much
	}
	for _, names := range gone {
		files := maps.Clone(k.Files)
		for _, name := range names {
			files[name] = true
		}
		with, err := in.keep(files, good).Site(ctx, good)
		if err != nil {
			return k, err
		}
		if len(with.errors()) < len(k.Site.errors()) {
			k.Site, k.Files = with, files
		}
	}
	for _, p := range k.Site.Problems {
		if p.Severity == problem.Error {
			delete(k.Files, p.File)
		}
	}
	return k, nil
}

// errors returns those of files that may be kept.
func (s *Site) errors() problem.List {
	return slices.DeleteFunc(slices.Clone(s.Problems), func(p problem.Problem) bool {
		return p.Severity != problem.Error || turnOf(p.File, s) == never
	})
}

const (
	ofRecord   = iota
	ofNewcomer // a post that was not there
	ofPost
	never // what is not kept
)

// turnOf says whose errors come first when files are kept as in good.
func turnOf(file string, good *Site) int {
	below, ok := strings.CutPrefix(file, content.Folder+"/")
	switch {
	case file == config.File || inStatic(file) || ok && !strings.HasPrefix(below, "posts/"):
		return ofRecord
	case !ok:
		return never
	}
	_, was := slices.BinarySearchFunc(good.Content.Documents, file, func(d *content.Document, file string) int { return strings.Compare(d.Path, file) })
	if !was {
		return ofNewcomer
	}
	return ofPost
}

func inStatic(file string) bool { return file == "static" || strings.HasPrefix(file, "static/") }

// keep returns in with the files at paths as in good, and takes from paths site.yaml if
// that cannot be. Paths that cannot be kept stay as they are.
func (in *Inputs) keep(paths map[string]bool, good *Site) *Inputs {
	if len(paths) == 0 {
		return in
	}
	k := *in
	switch {
	case !paths[config.File]:
	case in.Config.Markdown != good.Config.Markdown: // bodies are converted otherwise
		delete(paths, config.File)
	default:
		k.Config = good.Config
		if in.theme.language != good.theme.language {
			k.theme = good.theme
		}
	}
	for file := range paths {
		if inStatic(file) { // what is wrong with one may be another
			k.statics = good.statics
		}
	}
	k.Content = in.Content.Keep(good.Content, paths)
	k.problems = slices.DeleteFunc(slices.Clone(in.problems), func(p problem.Problem) bool { return paths[p.File] })
	return &k
}
