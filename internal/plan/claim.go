package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pressbox/internal/newsroom"
	"pressbox/internal/problem"
)

// A claim is a file with its path as the least able of file systems sees it.
type claim struct {
	folded string
	file   int
}

// A shadow is an alias whose file cannot stand, because another does.
type shadow struct {
	alias, other File
}

// settle puts the files in path order and leaves out what cannot be published:
// unsafe paths, and all but one of the files that claim one path, would do so where
// A and a are the same, or need a folder where a file stands.
func (d *desk) settle() {
	claims := make([]claim, 0, len(d.files))
	dropped := make([]bool, len(d.files))
	for i, f := range d.files {
		if why := unsafePath(f.Path); why != "" {
			rule := problem.BadPath
			if f.Template == RedirectTo {
				rule = problem.AliasPath
			}
			d.report(rule, d.placeOf(f), "the path "+strconv.Quote(f.Path)+" cannot be published: "+why, "choose another name")
			dropped[i] = true
			continue
		}
		c := claim{fold(f.Path), i}
		if c.folded != f.Path {
			d.odd = append(d.odd, c.folded)
		}
		claims = append(claims, c)
	}
	// Of those with one path the one that stays comes first.
	slices.SortFunc(claims, func(a, b claim) int {
		if c := strings.Compare(a.folded, b.folded); c != 0 {
			return c
		}
		return compareRank(d.files[a.file], d.files[b.file])
	})
	var shadows []shadow
	clash := func(winner, loser File) {
		switch {
		case loser.Template != RedirectTo:
			d.clash(winner, loser)
		case d.aliases[loser.Path].File != "":
			shadows = append(shadows, shadow{loser, winner})
		}
		// A former name leads nowhere if its address is taken; nobody typed it.
	}
	first := 0
	for i, c := range claims {
		if i > 0 && c.folded == claims[first].folded {
			clash(d.files[claims[first].file], d.files[c.file])
			dropped[c.file] = true
		} else {
			first = i
		}
	}
	for _, c := range claims {
		f := d.files[c.file]
		if dropped[c.file] || strings.HasSuffix(f.Path, "/index.html") {
			continue // no folder has that name, so nothing can lie below
		}
		folder := c.folded + "/"
		i, _ := slices.BinarySearchFunc(claims, folder, func(c claim, path string) int { return strings.Compare(c.folded, path) })
		for ; i < len(claims) && strings.HasPrefix(claims[i].folded, folder); i++ {
			inside := claims[i].file
			if dropped[inside] {
				continue
			}
			// One problem is enough, however much lies below.
			if d.files[inside].Template != RedirectTo || f.Template == RedirectTo {
				clash(d.files[inside], f)
				dropped[c.file] = true
				break
			}
			clash(f, d.files[inside])
			dropped[inside] = true
		}
	}
	d.reportShadows(shadows)

	files := make([]File, 0, len(claims))
	gone := map[string]bool{}
	for _, c := range claims {
		if !dropped[c.file] {
			files = append(files, d.files[c.file])
		}
	}
	for i, f := range d.files {
		if dropped[i] && f.Template == RedirectTo {
			gone[f.URL] = true
		}
	}
	d.clashed = len(files) < len(d.files)
	if slices.Sort(d.odd); len(d.odd) > 0 {
		slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	}
	d.files = files
	if len(gone) > 0 {
		d.redirects = slices.DeleteFunc(d.redirects, func(r Redirect) bool { return gone[r.From] })
	}
}

// compareRank says which of two files with one path stays: a page of the site
// itself, then one of a document, then a redirect.
func compareRank(a, b File) int {
	rank := func(f File) int {
		switch {
		case f.Template == RedirectTo:
			return 2
		case f.From != "":
			return 1
		}
		return 0
	}
	return cmp.Or(rank(a)-rank(b), strings.Compare(a.From, b.From), strings.Compare(a.Path, b.Path))
}

// clash reports two files with one path at both their places.
func (d *desk) clash(a, b File) {
	for _, pair := range [2][2]File{{a, b}, {b, a}} {
		at := d.placeOf(pair[0])
		if at.File == "" {
			continue // no document to change
		}
		d.report(problem.PathClash, at, "the address "+strconv.Quote(pair[0].URL)+" is also that of "+d.called(pair[1]), "give one of them another name")
	}
}

// reportShadows reports aliases that stand where something else does, and tells
// those that lead in a circle.
func (d *desk) reportShadows(shadows []shadow) {
	next := map[string][]string{} // document with the alias -> documents at that address
	for _, s := range shadows {
		if s.other.Template != RedirectTo {
			next[s.alias.From] = append(next[s.alias.From], s.other.From)
		}
	}
	for _, s := range shadows {
		at := d.placeOf(s.alias)
		name := strconv.Quote(s.alias.URL)
		if s.other.Template != RedirectTo && leads(next, s.other.From, s.alias.From) {
			text := "the alias " + name + " leads in a circle: it is the address of " + d.called(s.other)
			if s.other.From == s.alias.From {
				text = "the alias " + name + " is the document's own address"
			}
			d.report(problem.AliasLoop, at, text, "remove it")
			continue
		}
		d.report(problem.AliasClash, at, "the alias "+name+" stands where "+d.called(s.other)+" does", "remove the alias, or move the other")
		if other := d.placeOf(s.other); other.File != "" {
			d.report(problem.AliasClash, other, "an alias of "+s.alias.From+" claims the address "+strconv.Quote(s.other.URL), "remove the alias, or move this")
		}
	}
}

// leads reports whether a way along next leads from one document to another.
func leads(next map[string][]string, from, to string) bool {
	seen := map[string]bool{}
	var walk func(string) bool
	walk = func(at string) bool {
		if at == to {
			return true
		}
		if seen[at] {
			return false
		}
		seen[at] = true
		return slices.ContainsFunc(next[at], walk)
	}
	return walk(from)
}

// called says in words what a file is.
func (d *desk) called(f File) string {
	switch {
	case f.Template == RedirectTo:
		return "an alias at " + placeText(d.placeOf(f))
	case f.From != "":
		return f.From
	}
	return "a page of the site itself"
}

// placeOf returns where a writer decided on a file's path.
func (d *desk) placeOf(f File) newsroom.Place {
	if f.Template == RedirectTo {
		if at, ok := d.aliases[f.Path]; ok {
			return at
		}
	}
	if f.From == "" {
		return newsroom.Place{}
	}
	for _, p := range d.room.Posts {
		if p.Doc.Path == f.From {
			return keyPlace(p.Doc, "slug")
		}
	}
	return newsroom.Place{File: f.From}
}
