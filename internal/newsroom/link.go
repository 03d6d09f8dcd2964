package newsroom

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/markdown"
	"pressbox/internal/problem"
)

// A Ref is what a link in a body leads to.
type Ref struct {
	To  any    // PostNumber, *Player, *Team, *Source, *Author, *Story, *Page or *content.Asset; nil when it leads to URL
	URL string // as written, with allowed scheme: of another host, of this site, an anchor of this page; empty when the link leads nowhere and is a problem. With To an anchor there, or empty
	Raw bool   // URL stands in HTML that a writer was trusted with
}

// A PostNumber is a post by its Number, for a post that is amended is another. A link to a
// post itself would hold what that led to before, and so on.
type PostNumber int

// refTo returns a Ref to what p points to; nowhere if that is nil.
func refTo[T any](p *T) Ref {
	if p == nil {
		return Ref{}
	}
	return Ref{To: p}
}

// frag returns what follows # in a Ref with To.
func (r Ref) frag() string { return strings.TrimPrefix(r.URL, "#") }

// anchored returns r with an anchor, which may be empty.
func (r Ref) anchored(frag string) Ref {
	if r.To != nil && frag != "" {
		r.URL = "#" + frag
	}
	return r
}

// links resolves the links of a body as of a day. There is nothing to tell of them when
// all lead to other sites, as those of most posts do: the body knows that by itself.
func (x *index) links(w *worker, doc *content.Document, day Day) []Ref {
	if x.read.set.abroad(doc.Parts.Links) {
		return nil
	}
	refs := make([]Ref, len(doc.Parts.Links))
	for i, l := range doc.Parts.Links {
		at := written{l.Dest, l.Line, l.Column}
		switch {
		case l.Kind == markdown.Wiki:
			refs[i] = x.wiki(w, doc, at, day)
		case l.Kind == markdown.Image:
			refs[i] = x.imageLink(w, doc, at)
		case l.Kind == markdown.Raw:
			refs[i] = Ref{URL: l.Dest, Raw: true}
		default:
			refs[i] = x.plainLink(w, doc, at, day)
		}
	}
	return refs
}

// abroad reports whether all links of a body lead to other sites.
func (set *setting) abroad(links []markdown.Link) bool {
	for _, l := range links {
		if l.Kind != markdown.Plain || !markdown.Elsewhere(l.Dest) || set.origin != "" && strings.HasPrefix(l.Dest, set.origin) {
			return false
		}
	}
	return true
}

// plainLink resolves [text](dest). What markdown lets through has no scheme that
// a page may not lead to.
func (x *index) plainLink(w *worker, doc *content.Document, at written, day Day) Ref {
	dest := at.text
	if markdown.Elsewhere(dest) {
		return Ref{URL: dest}
	}
	scheme, rest, ok := strings.Cut(dest, ":")
	if ok && !strings.ContainsAny(scheme, "/?#") {
		target, frag, _ := strings.Cut(rest, "#")
		if plain, err := url.PathUnescape(target); err == nil {
			target = plain
		}
		at.text = target
		ref, known := x.schemeLink(w, doc, strings.ToLower(scheme), at, day, false)
		if !known {
			at.report(&w.problems, doc, problem.UnsafeLink, fmt.Sprintf("the link %q has the scheme %q", dest, scheme), "use https, http or mailto")
			return Ref{}
		}
		ref = ref.anchored(frag)
		if ref.To != nil && strings.EqualFold(scheme, "post") {
			x.anchor(w, doc, at, dest, ref, postPath(target))
		}
		return ref
	}
	to, frag, _ := strings.Cut(dest, "#")
	full := fromTop(to)
	switch {
	case to == "":
		x.ownAnchor(w, doc, at, frag)
		return Ref{URL: dest}
	case full != "" && x.file(full) != (file{}):
	case strings.HasPrefix(dest, "/"):
		w.seekFile(doc, full)
		return Ref{URL: dest} // an address of this site, which plan knows
	default:
		full = x.find(w, doc, to)
	}
	ref := x.fileLink(w, doc, at, full)
	ref = ref.anchored(frag)
	x.anchor(w, doc, at, dest, ref, full)
	return ref
}

// schemeLink resolves player:cam-akers and the like, which may stand in [[…]]. It
// reports whether there is such a scheme.
func (x *index) schemeLink(w *worker, doc *content.Document, scheme string, at written, day Day, wiki bool) (Ref, bool) {
	switch scheme {
	case "player":
		p := linkTo(x, w.players, w, doc, at, day, w.players.resolve(at.text, day), x.plainPlayers, wiki)
		return refTo(p), true
	case "team":
		t := linkTo(x, w.teams, w, doc, at, day, x.team(w, doc, at, day), x.plainTeams, wiki)
		return refTo(t), true
	case "source":
		s := linkTo(x, w.sources, w, doc, at, day, w.sources.resolve(at.text, day), x.plainSources, wiki)
		return refTo(s), true
	case "author":
		a := linkTo(x, w.authors, w, doc, at, day, w.authors.resolve(at.text, day), x.plainAuthors, wiki)
		return refTo(a), true
	case "story":
		w.seek(doc, ofAStory, at.text)
		s := x.stories[at.text]
		if s == nil && !x.unread[recordPath("story", at.text)] {
			at.report(&w.problems, doc, problem.BrokenLink, fmt.Sprintf("there is no story %q", at.text), problem.DidYouMean(at.text, x.recorded))
		}
		return refTo(s), true
	case "post":
		return x.postLink(w, doc, at), true
	}
	return Ref{}, false
}

// team resolves the name of a team within the leagues that the document is about.
func (x *index) team(w *worker, doc *content.Document, at written, day Day) *answer[*Team] {
	var leagues []*League
	switch doc.Kind {
	case content.Post:
		if d := x.file(doc.Path).post; d != nil {
			leagues = d.post.playersLeagues(nil)
			for _, m := range d.post.Teams {
				if m.Team != nil {
					leagues = add(leagues, m.Team.League)
				}
			}
		}
	case content.Player:
		if p := w.players.byID[documentID(doc)]; p != nil {
			leagues = p.leagues(nil)
		}
	case content.Team:
		if t := w.teams.byID[documentID(doc)]; t != nil {
			leagues = []*League{t.League}
		}
	}
	return teamWithin(w.teams, at.text, day, leagues)
}

// linkTo returns whom a link means, which a found out: by id, or else by name. plain
// are those without a record.
func linkTo[T subject[T]](x *index, l lookup[T], w *worker, doc *content.Document, at written, day Day, a *answer[T], plain map[string]T, wiki bool) T {
	if !a.found && len(a.several) == 0 {
		id := Slug(at.text)
		w.seek(doc, ofNobody, id)
		if who, ok := plain[id]; ok {
			return who
		}
		if l.lost(at.text) {
			return a.who
		}
		hint := "there is no record of that id or name"
		if near := l.nearest(at.text); len(near) > 0 {
			hint = didYouMean(near)
		} else if near := problem.Nearest(at.text, l.ids()); near != "" {
			hint = didYouMean([]string{near})
		}
		at.report(&w.problems, doc, problem.BrokenLink, fmt.Sprintf("unknown %s %q", l.kind, at.text), hint)
		return a.who
	}
	l.report(a, at, day, doc, config.Warn, &w.problems)
	remember(w, l, doc, at, day, a, spot{draft: x.file(doc.Path).post, body: true, open: !wiki})
	return a.who
}

func (reg *registry[T]) ids() []string {
	ids := make([]string, len(reg.all))
	for i, who := range reg.all {
		ids[i] = who.id()
	}
	return ids
}

// postsFolder begins the paths of posts.
const postsFolder = content.Folder + "/posts/"

// postPath returns the path of a post that is meant by one below content/posts, with or
// without .md.
func postPath(text string) string {
	full := path.Clean("/" + strings.TrimPrefix(norm.NFC.String(text), postsFolder))
	return postsFolder + strings.TrimSuffix(full[1:], ".md") + ".md"
}

// postLink resolves what postPath takes.
func (x *index) postLink(w *worker, doc *content.Document, at written) Ref {
	full := postPath(at.text)
	if f := x.file(full); f.doc != nil {
		return x.docRef(w, doc, at, f)
	}
	x.nowhere(w, doc, at, fmt.Sprintf("there is no %s", full), full)
	return Ref{}
}

// fileLink resolves a path to another document, or to a file beside one.
func (x *index) fileLink(w *worker, doc *content.Document, at written, full string) Ref {
	switch f := x.file(full); {
	case f.doc != nil:
		return x.docRef(w, doc, at, f)
	case f.asset != nil:
		return refTo(f.asset)
	}
	x.nowhere(w, doc, at, fmt.Sprintf("%q leads to no file", at.text), full)
	return Ref{}
}

// find returns the path of a file as a document names it; empty for what lies outside
// of content/.
func (x *index) find(w *worker, doc *content.Document, to string) string {
	to = unescaped(to)
	full := path.Join(path.Dir(doc.Path), to)
	if !strings.HasPrefix(full, content.Folder+"/") {
		return ""
	}
	if x.file(full) == (file{}) && strings.HasPrefix(to, content.Folder+"/") {
		w.seekFile(doc, full) // it comes first
		full = path.Clean(to) // written from the top of the site
	}
	return full
}

// fromTop returns the path that is meant by one from the site's folder, as it is written
// with a slash in front where a repository is read in a browser; empty for others.
func fromTop(to string) string {
	to, ok := strings.CutPrefix(unescaped(to), "/")
	if to = path.Clean(to); !ok || !strings.HasPrefix(to, content.Folder+"/") {
		return ""
	}
	return to
}

// unescaped returns the path of a file that a link means.
func unescaped(to string) string {
	to, _, _ = strings.Cut(to, "?")
	if plain, err := url.PathUnescape(to); err == nil {
		to = plain
	}
	return norm.NFC.String(to)
}

// A seek is what a link looks for among that which comes and goes with posts: it leads
// there if it can, and else nowhere or elsewhere.
type seek struct {
	from string // the document with the link
	what sought
}

// A sought is what a seek is for.
type sought struct {
	kind seekKind
	name string
}

type seekKind uint8

const (
	aFile    seekKind = iota // what fileName says of its path
	anImage                  // likewise, of a record
	ofNobody                 // the id of whom no record describes
	ofAStory                 // its id or title
)

// seek notes that doc looks for something.
func (w *worker) seek(doc *content.Document, kind seekKind, name string) {
	w.seeks = append(w.seeks, seek{doc.Path, sought{kind, name}})
}

// seekFile notes that doc looks for a file, or for one that is called like it.
func (w *worker) seekFile(doc *content.Document, full string) {
	if full != "" {
		w.seek(doc, aFile, fileName(full))
	}
}

// fileName returns what two paths have in common of which one may be meant by the other.
func fileName(full string) string {
	name, _, _ := strings.Cut(strings.ToLower(path.Base(full)), ".md")
	return name
}

// nowhere reports a link to a file that is not there, and names one that is
// called the same.
func (x *index) nowhere(w *worker, doc *content.Document, at written, text, full string) {
	w.seekFile(doc, full)
	if x.unread[full] || x.unread[full+".md"] {
		return
	}
	hint := ""
	if x.file(full+".md").doc != nil {
		hint = "did you mean " + at.text + ".md?"
	} else if others := x.called(path.Base(full)); full != "" && len(others) > 0 {
		hint = "did you mean " + others[0] + "?"
	}
	at.report(&w.problems, doc, problem.BrokenLink, text, hint)
}

// docRef leads to a document, if it is published.
func (x *index) docRef(w *worker, doc *content.Document, at written, f file) Ref {
	d := f.doc
	switch d.Kind {
	case content.Post:
		target := f.post
		if !target.dated {
			w.seekFile(doc, d.Path)
			return Ref{} // it has no date, which is a problem already
		}
		if target.hidden {
			w.seekFile(doc, d.Path)
			x.unpublished(w, doc, at, target.post.Draft, string(target.post.Day))
			return Ref{}
		}
		return Ref{To: PostNumber(target.post.Number)}
	case content.Player:
		return refTo(w.players.byID[documentID(d)])
	case content.Team:
		return refTo(w.teams.byID[documentID(d)])
	case content.Source:
		return refTo(w.sources.byID[documentID(d)])
	case content.Author:
		return refTo(w.authors.byID[documentID(d)])
	case content.Story:
		return refTo(x.stories[documentID(d)])
	case content.Page:
		p := f.page
		if p.Draft && !x.drafts {
			x.unpublished(w, doc, at, true, "")
			return Ref{}
		}
		return refTo(p)
	}
	at.report(&w.problems, doc, problem.BrokenLink, fmt.Sprintf("%q leads to the record of a league, which has no page", at.text), "")
	return Ref{}
}

func (x *index) unpublished(w *worker, doc *content.Document, at written, draft bool, day string) {
	text := fmt.Sprintf("%q leads to a draft", at.text)
	if !draft {
		text = fmt.Sprintf("%q leads to a post that waits until %s", at.text, day)
	}
	at.report(&w.problems, doc, problem.UnpublishedLink, text, "until it is published, the words stand without a link")
}

// anchor checks that the post or page at a path, to which a link leads, has the heading
// that it names. The pages of records have anchors of the theme's own.
func (x *index) anchor(w *worker, doc *content.Document, at written, dest string, ref Ref, full string) {
	target := x.file(full).doc
	if target == nil || ref.To == nil || ref.URL == "" || target.Kind != content.Post && target.Kind != content.Page {
		return
	}
	if !hasAnchor(target, ref.frag()) {
		at.report(&w.problems, doc, problem.BrokenAnchor, fmt.Sprintf("%q leads to no heading of %s", dest, target.Path),
			problem.DidYouMean(ref.frag(), target.Parts.Anchors))
	}
}

func (x *index) ownAnchor(w *worker, doc *content.Document, at written, frag string) {
	if frag != "" && frag != "top" && !hasAnchor(doc, frag) {
		at.report(&w.problems, doc, problem.BrokenAnchor, fmt.Sprintf("%q leads to no heading here", at.text),
			problem.DidYouMean(frag, doc.Parts.Anchors))
	}
}

func hasAnchor(doc *content.Document, frag string) bool {
	if plain, err := url.PathUnescape(frag); err == nil && slices.Contains(doc.Parts.Anchors, plain) {
		return true
	}
	return slices.Contains(doc.Parts.Anchors, frag)
}

// imageLink resolves ![words](dest).
func (x *index) imageLink(w *worker, doc *content.Document, at written) Ref {
	asset, address := x.pictureAt(w, doc, at.text)
	switch {
	case asset != nil:
		return refTo(asset)
	case address:
		return Ref{URL: at.text}
	}
	x.noPicture(w, doc, at)
	return Ref{}
}

// pictureAt finds a picture beside a document, or reports that src is an address.
func (x *index) pictureAt(w *worker, doc *content.Document, src string) (asset *content.Asset, address bool) {
	if top := fromTop(src); top != "" {
		if asset = x.file(top).asset; asset != nil {
			return asset, false
		}
		w.seekFile(doc, top)
	}
	if strings.HasPrefix(src, "/") && !strings.HasPrefix(src, "//") && !strings.Contains(src, `\`) || webFault(src) == "" {
		return nil, true
	}
	return x.file(x.find(w, doc, src)).asset, false
}

func (x *index) noPicture(w *worker, doc *content.Document, at written) {
	hint := "put it beside the document, or below static/ with a slash before its path here"
	if full := x.find(w, doc, at.text); full != "" {
		w.seekFile(doc, full)
		for _, other := range x.called(path.Base(full)) {
			if x.file(other).asset != nil {
				hint = "did you mean " + other + "?"
				break
			}
		}
	}
	at.report(&w.problems, doc, problem.BadImage, fmt.Sprintf("there is no picture %q", at.text), hint)
}

// picture finds the file of an image of front matter. Nothing is left of an image
// that is not there.
func (x *index) picture(image *Image, doc *content.Document, w *worker) *Image {
	if image == nil {
		return nil
	}
	asset, address := x.pictureAt(w, doc, image.URL)
	switch {
	case asset != nil:
		image.Asset, image.URL = asset, ""
	case !address:
		x.noPicture(w, doc, written{image.URL, int32(image.Place.Line), int32(image.Place.Column)})
		return nil
	}
	return image
}

// wiki resolves [[Name]]: whatever in any registry is called that.
func (x *index) wiki(w *worker, doc *content.Document, at written, day Day) Ref {
	if scheme, rest, ok := strings.Cut(at.text, ":"); ok {
		inner := at
		inner.text = strings.TrimSpace(rest)
		if ref, known := x.schemeLink(w, doc, strings.ToLower(strings.TrimSpace(scheme)), inner, day, true); known {
			return ref
		}
	}
	var hits, guesses []hit
	try := func(h hit, sure bool) {
		switch {
		case h.ref == Ref{} && !h.several:
		case sure:
			hits = append(hits, h)
		default:
			guesses = append(guesses, h)
		}
	}
	p := w.players.resolve(at.text, day)
	t := x.team(w, doc, at, day)
	s := w.sources.resolve(at.text, day)
	a := w.authors.resolve(at.text, day)
	try(hit{refTo(p.who), "player", len(p.several) > 0, func() { tell(x, w, w.players, doc, at, day, p) }}, p.guess == "")
	try(hit{refTo(t.who), "team", len(t.several) > 0, func() { tell(x, w, w.teams, doc, at, day, t) }}, t.guess == "")
	try(hit{refTo(s.who), "source", len(s.several) > 0, func() { tell(x, w, w.sources, doc, at, day, s) }}, s.guess == "")
	try(hit{refTo(a.who), "author", len(a.several) > 0, func() { tell(x, w, w.authors, doc, at, day, a) }}, a.guess == "")
	if len(hits) == 0 {
		hits = guesses
	}
	switch len(hits) {
	case 1:
		hits[0].tell()
		return hits[0].ref
	case 0:
		w.seek(doc, ofAStory, at.text)
		w.seek(doc, ofNobody, Slug(p.name))
		if s := x.storyCalled(at.text); s != nil {
			return refTo(s)
		}
		return x.plainWiki(w, doc, at, day, p)
	}
	var kinds []string
	for _, h := range hits {
		kinds = append(kinds, "a "+h.kind)
	}
	at.report(&w.problems, doc, problem.AmbiguousName, fmt.Sprintf("%q is the name of %s", at.text, strings.ReplaceAll(strings.Join(kinds, " and of "), "a author", "an author")),
		fmt.Sprintf("write [[%s:%s]]", hits[0].kind, at.text))
	return Ref{}
}

// storyCalled returns the story of that id, or else the only one of that title.
func (x *index) storyCalled(text string) *Story {
	if s := x.stories[text]; s != nil {
		return s
	}
	var found *Story
	for _, s := range x.stories {
		if x.room.Title(s) == text {
			if found != nil {
				return nil
			}
			found = s
		}
	}
	return found
}

// A hit is what a name means in one registry.
type hit struct {
	ref     Ref
	kind    string
	several bool
	tell    func() // reports what is to be said of it
}

func tell[T subject[T]](x *index, w *worker, l lookup[T], doc *content.Document, at written, day Day, a *answer[T]) {
	l.report(a, at, day, doc, config.Warn, &w.problems)
	remember(w, l, doc, at, day, a, spot{draft: x.file(doc.Path).post, body: true})
}

// plainWiki resolves a name that no record bears: to the page that a post's front
// matter makes for it, if there is one.
func (x *index) plainWiki(w *worker, doc *content.Document, at written, day Day, p *answer[*Player]) Ref {
	id := Slug(p.name)
	switch {
	case x.plainPlayers[id] != nil:
		return refTo(x.plainPlayers[id])
	case x.plainTeams[id] != nil:
		return refTo(x.plainTeams[id])
	case x.plainSources[id] != nil:
		return refTo(x.plainSources[id])
	case x.plainAuthors[id] != nil:
		return refTo(x.plainAuthors[id])
	}
	if len(p.later) > 0 || len(p.unfit) > 0 {
		w.players.report(p, at, day, doc, x.policy, &w.problems)
		return Ref{}
	}
	if w.players.lost(p.name) || w.teams.lost(p.name) || w.sources.lost(p.name) || w.authors.lost(p.name) {
		return Ref{}
	}
	var near []string
	for _, ids := range [][]string{w.players.nearest(p.name), w.teams.nearest(p.name), w.sources.nearest(p.name), w.authors.nearest(p.name)} {
		near = append(near, ids...)
	}
	found := problem.New(problem.UnregisteredName, doc.Path, int(at.line), int(at.column), fmt.Sprintf("%q names nobody and nothing", at.text), "the words stand without a link")
	switch {
	case len(near) > 0:
		found = problem.New(problem.NearName, doc.Path, int(at.line), int(at.column), fmt.Sprintf("%q names nobody and nothing", at.text), didYouMean(near[:min(3, len(near))]))
		if x.policy == config.Allow {
			found.Severity = problem.Warning
		}
	case x.policy == config.Allow:
		return Ref{}
	case x.policy == config.Refuse:
		found.Severity, found.Hint = problem.Error, "make a record, or write the name without brackets"
	}
	w.problems = append(w.problems, found)
	return Ref{}
}
