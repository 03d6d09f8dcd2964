package deploy

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// Changes are what a release does to a host. Everything is in path order.
type Changes struct {
	New     []File
	Changed []File
	Stays   []File   // files that stay as they are
	Removed []string // paths that stand there and shall not
	Kept    []Kept   // hashed files that stay for a while
	Unknown []string // paths of ours of which it is not known what stands there; they are sent or removed again
}

// keepFor is how many releases a hashed file outlives the pages that name it:
// a page from a cache, or one loading while the release goes live, finds it.
const keepFor = 2

// Compare returns how the site of files, in path order, differs from what stands
// on the host. unknown are paths that an interrupted deploy may have changed.
func Compare(last *Record, files []File, unknown []string) Changes {
	var c Changes
	unsure := map[string]bool{}
	for _, p := range unknown {
		unsure[p] = true
	}
	was := map[string]File{}
	kept := map[string]int{}
	if last != nil {
		for _, f := range last.Files {
			was[f.Path] = f
		}
		for _, k := range last.Kept {
			was[k.Path] = k.File
			kept[k.Path] = k.Releases
		}
	}
	for _, f := range files {
		old, ok := was[f.Path]
		delete(was, f.Path)
		switch {
		case unsure[f.Path]:
			delete(unsure, f.Path)
			c.Unknown = append(c.Unknown, f.Path)
			c.Changed = append(c.Changed, f)
		case !ok:
			c.New = append(c.New, f)
		case !old.Same(f):
			c.Changed = append(c.Changed, f)
		default:
			c.Stays = append(c.Stays, f)
		}
	}
	var expired []string
	for _, name := range slices.Sorted(maps.Keys(was)) {
		left, before := kept[name]
		if !before {
			left = keepFor + 1
		}
		delete(unsure, name)
		switch {
		case !was[name].hashed():
			c.Removed = append(c.Removed, name)
		case left > 1:
			c.Kept = append(c.Kept, Kept{was[name], left - 1})
		default:
			expired = append(expired, name)
		}
	}
	// Time passes with releases, and where nothing changes there is none.
	if !c.Empty() || len(unsure) > 0 {
		c.Removed = append(c.Removed, expired...)
	}
	// What an interrupted deploy may have put there and this site does not have.
	for _, name := range slices.Sorted(maps.Keys(unsure)) {
		c.Unknown = append(c.Unknown, name)
		c.Removed = append(c.Removed, name)
	}
	slices.Sort(c.Removed)
	slices.Sort(c.Unknown)
	return c
}

// Empty reports whether the host has all that it should.
func (c Changes) Empty() bool { return len(c.New)+len(c.Changed)+len(c.Removed) == 0 }

// Paths returns every path that the release touches, sorted.
func (c Changes) Paths() []string {
	var paths []string
	for _, f := range slices.Concat(c.New, c.Changed) {
		paths = append(paths, f.Path)
	}
	paths = append(paths, c.Removed...)
	slices.Sort(paths)
	return slices.Compact(paths)
}

// A step is a group of files that may become visible together.
type step int

// The order in which readers may see files: what points at others comes after
// them. Nothing that readers have leads to a new page or feed, so that new ones may
// point at each other.
const (
	assets     step = iota // style sheets, scripts, pictures
	freshPages             // pages that are new, but for the home page
	freshLists             // feeds, sitemaps and parts of the search that are new
	pages                  // pages that change, and the home page
	lists                  // feeds, sitemaps and search, which point at all others
	steps
)

// writes returns what is sent, by steps, and what waits until paths that are in
// its way are removed: a file stands where a folder must be, or a folder where a
// file must.
func (c Changes) writes() (now [steps][]File, inTheWay []string, then []File) {
	removed, sent := map[string]bool{}, map[string]bool{}
	for _, p := range c.Removed {
		removed[p] = true
	}
	for _, f := range slices.Concat(c.New, c.Changed) {
		sent[f.Path] = true
	}
	waits, blocks := map[string]bool{}, map[string]bool{}
	for p := range sent {
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if removed[dir] {
				waits[p], blocks[dir] = true, true
			}
		}
	}
	for p := range removed {
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if sent[dir] {
				waits[dir], blocks[p] = true, true
			}
		}
	}
	sort := func(files []File, page, list step) {
		for _, f := range files {
			if waits[f.Path] {
				then = append(then, f)
				continue
			}
			s := assets
			switch {
			case f.hashed():
			case isList(f.Path):
				s = list
			case f.Path == "index.html":
				s = pages
			case strings.HasSuffix(f.Path, ".html"):
				s = page
			}
			now[s] = append(now[s], f)
		}
	}
	sort(c.New, freshPages, freshLists)
	sort(c.Changed, pages, lists)
	return now, slices.Sorted(maps.Keys(blocks)), then
}

// hashed reports whether the name of f carries the digest of its bytes, so that
// what is behind the name never changes.
func (f File) hashed() bool {
	return strings.Contains(path.Base(f.Path), "."+f.Sum.Short()+".")
}

// isList reports whether a path is one of those that point at all others.
func isList(p string) bool {
	return strings.HasSuffix(p, ".xml") || strings.HasPrefix(p, "search/") || p == "feed.json" || p == "_redirects" || p == "robots.txt"
}
