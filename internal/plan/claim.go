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
	*Output
}

// compare puts of those with one path the one that stays first.
func (c claim) compare(e claim) int {
	if order := strings.Compare(c.folded, e.folded); order != 0 {
		return order
	}
	return compareRank(c.Output, e.Output)
}

// A shadow is an alias whose file cannot stand, because another does.
type shadow struct {
	alias *redirection
	file  *Output // of the alias
	other *Output
}

// settle takes files away, adds those that were planned, and leaves out what cannot be
// published. The list of redirects is a file while there are any. It reports whether
// paths came, and went.
func (d *desk) settle(gone []File) (came, went bool) {
	came, went = d.admit(gone, d.fresh)
	d.fresh = nil
	again := func(gone, more []File) {
		c, w := d.admit(gone, more)
		came, went = came || c, went || w
	}
	if d.listing != nil && len(d.redirects) == 0 {
		again([]File{{d.listing, d}}, nil)
		d.listing = nil
	}
	if d.listing == nil && len(d.redirects) > 0 {
		where := at(d.base, "_redirects")
		d.listing = &Output{Path: where.path, URL: where.url, Template: RedirectAll, maker: made(func(d *desk) any { return &RedirectList{Redirects: d.redirects} })}
		again(nil, []File{{d.listing, d}})
	}
	return came, went
}

// admit takes files away and adds more. It leaves out what cannot be published: unsafe
// paths, and all but one of the files that claim one path, would do so where A and a are
// the same, or need a folder where a file stands. d.files are in path order, and none
// is in the way of another; so whatever was left out is tried again, and of those only
// what is in the way of that or of more.
func (d *desk) admit(gone, more []File) (came, went bool) {
	slices.SortFunc(gone, File.compare)
	goes := func(o *Output) bool {
		_, ok := slices.BinarySearchFunc(gone, File{Output: o}, File.compare)
		return ok
	}
	for _, o := range d.left {
		if !goes(o) {
			more = append(more, File{Output: o})
		}
	}
	d.left, d.problems = nil, nil
	claims := d.claims(more)
	var removed []File
	for _, f := range gone {
		if i, ok := find(d.files, f.Path); ok && d.files[i].compare(f) == 0 { // else it had been left out
			removed = append(removed, d.files[i])
		}
	}
	for _, c := range d.inTheWay(claims) {
		if !goes(c.Output) {
			claims = append(claims, c)
			removed = append(removed, File{Output: c.Output})
		}
	}
	slices.SortFunc(claims, claim.compare)
	dropped, shadows := d.clashes(claims)
	d.reportShadows(shadows)

	kept := make([]File, 0, len(claims))
	var odd, oddRemoved []claim
	for i, c := range claims {
		switch {
		case dropped[i]:
			d.left = append(d.left, c.Output)
			continue
		case c.folded != c.Path:
			odd = append(odd, c)
		}
		kept = append(kept, File{c.Output, d})
	}
	for _, f := range removed {
		if folded := fold(f.Path); folded != f.Path {
			oddRemoved = append(oddRemoved, claim{folded, f.Output})
		}
	}
	d.odd = exchange(d.odd, oddRemoved, odd, claim.compare)
	d.files = exchange(d.files, removed, kept, File.compare) // which puts all in order
	if lost, won := redirectsOf(removed), redirectsOf(kept); !slices.Equal(lost, won) {
		d.redirects = exchange(d.redirects, lost, won, Redirect.compare)
	}
	lacks := func(files, others []File) bool {
		return slices.ContainsFunc(files, func(f File) bool {
			_, ok := find(others, f.Path)
			return !ok
		})
	}
	return lacks(kept, removed), lacks(removed, kept)
}

// claims returns what files claim, and leaves out unsafe paths.
func (d *desk) claims(files []File) []claim {
	claims := make([]claim, 0, len(files))
	for _, f := range files {
		if why := unsafePath(f.Path); why != "" {
			rule := problem.BadPath
			if f.Template == RedirectTo {
				rule = problem.AliasPath
			}
			d.report(rule, placeOf(f.Output), "the path "+strconv.Quote(f.Path)+" cannot be published: "+why, "choose another name")
			d.left = append(d.left, f.Output)
			continue
		}
		claims = append(claims, claim{fold(f.Path), f.Output})
	}
	return claims
}

// inTheWay returns the files of the plan that stand where one of claims would, at a folder
// of it, or below it.
func (d *desk) inTheWay(claims []claim) (found []claim) {
	if len(d.files) == 0 {
		return nil
	}
	for _, c := range claims {
		near(d.files, func(f File) string { return f.Path }, c, func(f File) { found = append(found, claim{fold(f.Path), f.Output}) })
		near(d.odd, func(o claim) string { return o.folded }, c, func(o claim) { found = append(found, o) })
	}
	slices.SortFunc(found, claim.compare)
	return slices.CompactFunc(found, func(a, b claim) bool { return a.Output == b.Output })
}

// near gives what in a list, which is in the order of its paths, is in the way of a claim.
func near[T any](list []T, path func(T) string, c claim, give func(T)) {
	seek := func(p string) (int, bool) {
		return slices.BinarySearchFunc(list, p, func(e T, p string) int { return strings.Compare(path(e), p) })
	}
	for end := range len(c.folded) + 1 {
		if end == len(c.folded) || c.folded[end] == '/' {
			if i, ok := seek(c.folded[:end]); ok {
				give(list[i])
			}
		}
	}
	if c.holdsNone() {
		return
	}
	folder := c.folded + "/"
	for i, _ := seek(folder); i < len(list) && strings.HasPrefix(path(list[i]), folder); i++ {
		give(list[i])
	}
}

// holdsNone reports whether nothing can lie below a file, for no folder has its name.
func (o *Output) holdsNone() bool { return strings.HasSuffix(o.Path, "/index.html") }

// clashes tells which of claims, which are in order, cannot stand for another does.
func (d *desk) clashes(claims []claim) (dropped []bool, shadows []shadow) {
	dropped = make([]bool, len(claims))
	clash := func(winner, loser *Output) {
		alias, ok := loser.maker.(*redirection)
		switch {
		case !ok:
			d.clash(winner, loser)
		case alias.former(): // it leads nowhere if its address is taken; nobody typed it
		case winner.rank() == oldAddress && winner.Path == loser.Path:
			d.twins(winner.maker.(*redirection), alias)
		default:
			shadows = append(shadows, shadow{alias, loser, winner})
		}
	}
	first := 0
	for i, c := range claims {
		if i == 0 || c.folded != claims[first].folded {
			first = i
			continue
		}
		clash(claims[first].Output, c.Output)
		dropped[i] = true
		if claims[first].rank() == formerName { // a name that two have borne leads to neither
			dropped[first] = true
		}
	}
	for i, c := range claims {
		if dropped[i] || c.holdsNone() {
			continue
		}
		folder := c.folded + "/"
		j, _ := slices.BinarySearchFunc(claims, folder, func(c claim, path string) int { return strings.Compare(c.folded, path) })
		for ; j < len(claims) && strings.HasPrefix(claims[j].folded, folder); j++ {
			inside := claims[j].Output
			if dropped[j] {
				continue
			}
			// One problem is enough, however much lies below.
			if inside.Template != RedirectTo || c.Template == RedirectTo {
				clash(inside, c.Output)
				dropped[i] = true
				break
			}
			clash(c.Output, inside)
			dropped[j] = true
		}
	}
	return dropped, shadows
}

// What stays of files with one path: a page of the site itself, then one of a document,
// then an alias, which somebody typed, then the address of a former name.
const (
	ownPage = iota
	documentPage
	oldAddress
	formerName
)

func (o *Output) rank() int {
	switch r, ok := o.maker.(*redirection); {
	case ok && r.former():
		return formerName
	case ok:
		return oldAddress
	case o.From != "":
		return documentPage
	}
	return ownPage
}

// compareRank says which of two files with one path stays.
func compareRank(a, b *Output) int {
	if order := cmp.Or(a.rank()-b.rank(), strings.Compare(a.From, b.From), strings.Compare(a.Path, b.Path)); order != 0 {
		return order
	}
	p, q := placeOf(a), placeOf(b) // a document may have one alias twice
	return cmp.Or(p.Line-q.Line, p.Column-q.Column)
}

// compare puts files in path order.
func (f File) compare(g File) int {
	if order := strings.Compare(f.Path, g.Path); order != 0 {
		return order
	}
	return compareRank(f.Output, g.Output)
}

// clash reports two files with one path at both their places.
func (d *desk) clash(a, b *Output) {
	for _, pair := range [2][2]*Output{{a, b}, {b, a}} {
		at := placeOf(pair[0])
		if at.File == "" {
			continue // no document to change
		}
		d.report(problem.PathClash, at, "the address "+strconv.Quote(pair[0].URL)+" is also that of "+called(pair[1]), "give one of them another name")
	}
}

// twins reports one alias at both its places.
func (d *desk) twins(a, b *redirection) {
	for _, pair := range [2][2]*redirection{{a, b}, {b, a}} {
		d.report(problem.AliasClash, pair[0].alias.Place, "the alias "+strconv.Quote(pair[0].alias.Path)+" is also one at "+placeText(pair[1].alias.Place), "keep it in one of them")
	}
}

// reportShadows reports aliases that stand where something else does, and tells
// those that lead in a circle.
func (d *desk) reportShadows(shadows []shadow) {
	next := map[string][]string{} // document with the alias -> documents at that address
	for _, s := range shadows {
		if s.other.Template != RedirectTo {
			next[s.file.From] = append(next[s.file.From], s.other.From)
		}
	}
	for _, s := range shadows {
		at := s.alias.alias.Place
		name := strconv.Quote(s.file.URL)
		if s.other.Template != RedirectTo && leads(next, s.other.From, s.file.From) {
			text := "the alias " + name + " leads in a circle: it is the address of " + called(s.other)
			if s.other.From == s.file.From {
				text = "the alias " + name + " is the document's own address"
			}
			d.report(problem.AliasLoop, at, text, "remove it")
			continue
		}
		d.report(problem.AliasClash, at, "the alias "+name+" stands where "+called(s.other)+" does", "remove the alias, or move the other")
		if other := placeOf(s.other); other.File != "" {
			d.report(problem.AliasClash, other, "an alias of "+s.file.From+" claims the address "+strconv.Quote(s.other.URL), "remove the alias, or move this")
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
func called(o *Output) string {
	switch {
	case o.Template == RedirectTo:
		return "an alias at " + placeText(placeOf(o))
	case o.From != "":
		return o.From
	}
	return "a page of the site itself"
}

// placeOf returns where a writer decided on a file's path.
func placeOf(o *Output) newsroom.Place {
	switch m := o.maker.(type) {
	case *redirection:
		if !m.former() {
			return m.alias.Place
		}
	case postFile:
		return keyPlace(m.Doc, "slug")
	}
	return newsroom.Place{File: o.From}
}
