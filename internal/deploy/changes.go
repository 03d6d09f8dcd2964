package deploy

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Changes are what a release does to a host.
type Changes struct {
	New     []File // by path
	Changed []File
	Removed []string // paths that stand there and shall not
	Same    int      // files that stay as they are
	Kept    []Kept   // hashed files that stay for a while
	Unknown []string // paths of ours of which it is not known what stands there; they are sent again
	Next    []File   // the whole site, by path
}

// keepFor is how many releases a hashed file outlives the pages that name it:
// a page from a cache, or one loading while the release goes live, finds it.
const keepFor = 2

// Compare returns how the site of files, in path order, differs from what stands
// on the host. pending are paths of which nothing is known.
func Compare(last *Record, files []File, pending []string) Changes {
	c := Changes{Next: files}
	unknown := map[string]bool{}
	for _, p := range pending {
		if safe(p) {
			unknown[p] = true
		}
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
		case unknown[f.Path]:
			delete(unknown, f.Path)
			c.Unknown = append(c.Unknown, f.Path)
			c.Changed = append(c.Changed, f)
		case !ok:
			c.New = append(c.New, f)
		case !old.Same(f):
			c.Changed = append(c.Changed, f)
		default:
			c.Same++
		}
	}
	for _, path := range slices.Sorted(maps.Keys(was)) {
		left, before := kept[path]
		if !before {
			left = keepFor + 1
		}
		if hashed(path) && left > 1 && !unknown[path] {
			c.Kept = append(c.Kept, Kept{was[path], left - 1})
			continue
		}
		delete(unknown, path)
		c.Removed = append(c.Removed, path)
	}
	// What an interrupted deploy may have put there and this site does not have.
	for _, path := range slices.Sorted(maps.Keys(unknown)) {
		c.Unknown = append(c.Unknown, path)
		c.Removed = append(c.Removed, path)
	}
	slices.Sort(c.Removed)
	return c
}

// Empty reports whether the host has all that it should.
func (c Changes) Empty() bool { return len(c.New)+len(c.Changed)+len(c.Removed) == 0 }

// Writes returns what is sent, in steps: a file of a later step may point at one
// of an earlier.
func (c Changes) Writes() [steps][]File {
	var out [steps][]File
	sort := func(files []File, other Step) {
		for _, f := range files {
			switch {
			case hashed(f.Path):
				out[Hashed] = append(out[Hashed], f)
			case list(f.Path):
				out[Lists] = append(out[Lists], f)
			case strings.HasSuffix(f.Path, ".html"):
				out[other] = append(out[other], f)
			default:
				// Pictures and the like go before the pages that show them.
				out[Hashed] = append(out[Hashed], f)
			}
		}
	}
	sort(c.New, Fresh)
	sort(c.Changed, Changed)
	return out
}

// Paths returns every path that the release touches, sorted: the pending list.
func (c Changes) Paths() []string {
	var paths []string
	for _, f := range c.New {
		paths = append(paths, f.Path)
	}
	for _, f := range c.Changed {
		paths = append(paths, f.Path)
	}
	paths = append(paths, c.Removed...)
	slices.Sort(paths)
	return slices.Compact(paths)
}

var hashedName = regexp.MustCompile(`\.[0-9a-f]{12}\.[a-z0-9]+$`)

// hashed reports whether path carries the digest of its own bytes, so that the
// bytes behind it never change.
func hashed(path string) bool { return hashedName.MatchString(path) }

// list reports whether path is one of those that point at all others.
func list(path string) bool {
	return strings.HasSuffix(path, ".xml") || strings.HasPrefix(path, "search/") || path == "feed.json" || path == "_redirects" || path == "robots.txt"
}
