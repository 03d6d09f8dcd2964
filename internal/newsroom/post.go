package newsroom

import (
	"cmp"
	"crypto/sha1"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"pressbox/internal/content"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// A Post is one piece of news.
type Post struct {
	Doc       *content.Document
	Number    int    // what no other post of its newsroom has, up to Newsroom.Numbers; it stays when the post is amended. 0 when it is not published
	ID        string // what feeds call it: urn:uuid:…, or the id the writer gave
	Slug      string
	Title     string
	Time      time.Time // when it was published, in the site's zone; with DateOnly midnight of that day
	DateOnly  bool      // no time of day was written
	Day       Day       // of Time, in the site's zone
	Summary   string    // one line of plain text
	Status    Status
	Players   []PlayerMention // in the order written
	Teams     []TeamMention   // typed, else the players' of that day; in that order, each once
	Sources   []Credit
	Authors   []*Author
	Story     *Story
	Expired   bool // as of Newsroom.Now
	Draft     bool // shown only with Options.Drafts
	Scheduled bool // dated later than Now; shown only with Options.Drafts
	Tags      []*Tag
	Links     []Ref // what Doc.Parts.Links lead to, index by index; none when all lead to other sites
	*Rest           // never nil
}

// A Rest is what few posts say. All others share an empty one, for they are many and
// the collector looks through each; it is written only while its post is read.
type Rest struct {
	Updated     time.Time // the last change that matters to readers: updated, or the newest correction or update; zero when none
	Updates     []Note    // newest first
	Corrections []Note    // newest first
	Retracted   *Note     // the reason; the body is shown nowhere
	Expires     time.Time // zero when never
	Aliases     []Alias   // old addresses
	Image       *Image
	Params      meta.Value

	due time.Time // when the next of its notes is to be shown; zero when all are
}

// Listed reports whether lists, feeds, sitemaps and search show p.
func (p *Post) Listed() bool { return p.Retracted == nil && !p.Expired }

// Compare orders posts as Newsroom.Posts has them.
func (p *Post) Compare(q *Post) int {
	if order := p.Time.Compare(q.Time); order != 0 {
		return order // cmp.Or would compare paths, too, each time
	}
	return cmp.Compare(p.Doc.Path, q.Doc.Path)
}

// A PlayerMention is a player as a post named him or her.
type PlayerMention struct {
	Player *Player
	Text   string  // the name as printed
	Teams  []*Team // of that day: none, one, or club and country
}

// A TeamMention is a team as a post shows it.
type TeamMention struct {
	Team  *Team
	Text  string // the name it bore that day
	Typed bool   // the writer named it; else it is a player's team of that day
}

// A Credit says who reported a post.
type Credit struct {
	Source *Source
	Name   string // as printed
	Outlet string // given with the post, else the source's of that day
	URL    string // of the report; http or https
	Date   Day    // of the report, when it differs
}

// A Note is a dated sentence: an update, a correction, the reason of a retraction.
type Note struct {
	Time     time.Time
	DateOnly bool
	Text     string
}

// An Alias is an old address of a document, as written.
type Alias struct {
	Path  string
	Place Place
}

// An Image is a picture with what is said of it.
type Image struct {
	Asset  *content.Asset // nil when URL leads to another host or to static/
	URL    string
	Alt    string
	Credit string
	Place  Place
}

// Status is how firm a piece of news is.
type Status string

// The statuses that front matter can name. The empty Status is none.
const (
	Rumor       Status = "rumor"
	Reported    Status = "reported"
	Agreed      Status = "agreed"
	Official    Status = "official"
	Denied      Status = "denied"
	FellThrough Status = "fell-through"
)

// Statuses returns the statuses as they are written, the least firm first.
func Statuses() []string {
	return []string{string(Rumor), string(Reported), string(Agreed), string(Official), string(Denied), string(FellThrough)}
}

// A postDraft is a post of which readers may see nothing.
type postDraft struct {
	post   *Post
	dated  bool // without a date a post cannot stand anywhere
	hidden bool // a draft, or dated later than now, and not to be shown
	named  bool // the writer gave it an id
	*rough      // nil once the newsroom is assembled
}

// A rough is what of a post is settled when all posts are read.
type rough struct {
	tags  []written
	story written
	plain []plainName // what has no record, in the order found
}

// A wording is what the front matter of a post says until it is resolved. Its lists
// lie in a room.
type wording struct {
	players []written
	teams   []written
	authors []written
	sources []creditDraft
	updated time.Time // the writer's own word; zero when none
}

// A creditDraft is a source as written.
type creditDraft struct {
	name   written
	outlet string
	url    string
	date   Day
}

// read reads the front matter of a document below content/posts.
func (d *postDraft) read(r reader) (said wording) {
	p, from := d.post, len(*r.problems)
	p.Doc, p.Rest = r.doc, r.set.nothing
	p.Title = r.need("title")
	if p.Summary = r.line("summary"); p.Summary == "" {
		p.Summary = r.doc.Parts.Summary
	}
	if _, given := r.Value("date"); given {
		var m moment
		if m, d.dated = r.moment("date"); d.dated {
			p.Time, p.DateOnly, p.Day = m.time, m.dateOnly, m.day
		}
	} else {
		r.Need("date")
	}
	said.players = r.writtens("player", "players")
	said.teams = r.writtens("team", "teams")
	said.authors = r.writtens("author", "authors")
	said.sources = r.credits()
	tags := r.writtens("tags", "tag")
	d.tags = append(r.room.tags.take(len(tags)), tags...)
	d.story = r.written("story")
	p.Status = r.status()
	p.Slug = r.slug()
	p.ID = r.postID()
	_, d.named = r.Value("id")
	if !r.Empty() { // most posts say no more
		said.updated = d.readRest(r)
	}
	r.Done(r.set.foreign)
	if p.Draft && !r.set.drafts {
		soften((*r.problems)[from:])
	}
	return said
}

// readRest reads what few posts say, and returns the writer's own word of the last
// change.
func (d *postDraft) readRest(r reader) (updated time.Time) {
	p := d.post
	p.Rest = new(Rest)
	if m, ok := r.moment("updated"); ok {
		updated = m.time
		if d.dated && m.day < p.Day {
			v, _ := r.Value("updated")
			r.Report(problem.OddDates, v, "the post was updated before its date", "")
		}
	}
	p.Updates, p.Corrections = r.notes("updates"), r.notes("corrections")
	p.Retracted = r.retracted()
	if m, ok := r.moment("expires"); ok {
		p.Expires = m.time
		if d.dated && !p.Expires.After(p.Time) {
			v, _ := r.Value("expires")
			r.Report(problem.OddDates, v, "the post expires before its date", "")
		}
	}
	p.Draft, _ = r.Bool("draft")
	p.Aliases, p.Image, p.Params = r.aliases(), r.image("image"), r.params()
	return updated
}

// foreignKeys says what to write instead of keys of other programs.
func foreignKeys() map[string]string {
	return map[string]string{
		"lastmod": `use "updated"`, "last_modified_at": `use "updated"`, "modified": `use "updated"`, "lastupdated": `use "updated"`,
		"expirydate": `use "expires"`, "unpublishdate": `use "expires"`,
		"publishdate": `use "date": a post dated later than now waits`, "pubdate": `use "date"`, "datepublished": `use "date"`, "time": `use "date"`,
		"description": `use "summary"`, "excerpt": `use "summary"`, "subtitle": `use "summary"`, "teaser": `use "summary"`,
		"categories": `use "tags"`, "category": `use "tags"`, "keywords": `use "tags"`, "topics": `use "tags"`,
		"published": `use "draft": true for what is not to be published`,
		"permalink": `use "slug", and "aliases" for old addresses`, "url": `use "slug", and "aliases" for old addresses`,
		"redirect_from": `use "aliases"`, "headline": `use "title"`, "linktitle": `use "title"`,
		"layout": "remove it: the template follows from the folder", "type": "remove it: the template follows from the folder",
		"series": `use "story"`, "byline": `use "author"`, "reporter": `use "source"`, "via": `use "source"`,
		"cover": `use "image"`, "featured_image": `use "image"`, "images": `use "image"`, "thumbnail": `use "image"`,
		"guid": `use "id"`, "uuid": `use "id"`, "weight": "remove it: posts are in order of date",
		"correction": `use "corrections"`, "retraction": `use "retracted"`, "update": `use "updates"`,
	}
}

// writtens reads one name or a list of them.
func (r reader) writtens(keys ...string) []written {
	v, ok := r.Value(keys...)
	begin := len(r.room.names)
	list := func() []written { return r.room.names[begin:len(r.room.names):len(r.room.names)] }
	put := func(v meta.Value) {
		if w := r.writtenValue(v); w.text != "" {
			r.room.names = append(r.room.names, w)
		}
	}
	switch {
	case !ok || r.crowded(v, maxNames, keys...):
		return nil
	case v.Kind == meta.Text && (simple(v.Text) || strings.TrimSpace(v.Text) != ""):
		put(v)
		return list()
	case v.Kind == meta.List && !slices.ContainsFunc(v.Fields, func(f meta.Field) bool { return f.Value.Kind != meta.Text || !simple(f.Value.Text) }):
		for i := range v.Fields {
			put(v.Fields[i].Value)
		}
		return list()
	}
	items, _ := r.Texts(keys...)
	for _, v := range items {
		put(v)
	}
	return list()
}

// maxNames bounds what a post lists under one key, for the page of each shows them
// all. A draft has some 260 picks.
const maxNames = 300

// credits reads who reported a post.
func (r reader) credits() []creditDraft {
	v, ok := r.Value("source", "sources")
	put := func(c creditDraft) {
		if c.name.text != "" {
			r.room.credits = append(r.room.credits, c)
		}
	}
	switch {
	case !ok || r.crowded(v, maxNames, "source", "sources"):
		return nil
	case v.Kind == meta.Text && strings.TrimSpace(v.Text) != "":
		put(creditDraft{name: r.writtenValue(v)})
		return r.room.credits
	}
	items, _ := r.Items("source", "sources")
	for _, v := range items {
		var c creditDraft
		switch v.Kind {
		case meta.Text:
			c.name = r.writtenValue(v)
		case meta.Map:
			in := r.sub(v)
			c.name, c.outlet, c.url, c.date = in.written("name"), in.line("outlet"), in.web("url"), in.day("date")
			if c.name.text == "" {
				c.name = in.written("outlet") // an outlet that names nobody reports itself
			}
			if c.name.text == "" {
				in.Need("name")
			}
			in.Done(map[string]string{"link": `use "url"`, "title": `use "name"`})
		default:
			r.Report(problem.WrongType, v, `"source" wants a name or {name, outlet, url, date}, found `+v.Kind.String(), "")
		}
		put(c)
	}
	return r.room.credits
}

func (r reader) status() Status {
	v, ok := r.Scalar("status")
	if !ok {
		return ""
	}
	switch status := Status(v.Text); status {
	case Rumor, Reported, Agreed, Official, Denied, FellThrough:
		return status
	}
	hint := problem.DidYouMean(v.Text, Statuses())
	if hint == "" {
		hint = "there are " + strings.Join(Statuses(), ", ")
	}
	r.Report(problem.BadValue, v, fmt.Sprintf("unknown status %q", v.Text), hint)
	return ""
}

// notes reads a list of {date, text}, newest first.
func (r reader) notes(key string) []Note {
	items, _ := r.Items(key)
	var list []Note
	for _, v := range items {
		if v.Kind != meta.Map {
			r.Report(problem.WrongType, v, fmt.Sprintf("%q wants {date, text}, found %s", key, v.Kind), "")
			continue
		}
		if n := r.sub(v).note("text"); n != nil {
			list = append(list, *n)
		}
	}
	slices.SortStableFunc(list, func(a, b Note) int { return b.Time.Compare(a.Time) })
	return list
}

// note reads {date, text}, both of which are required.
func (r reader) note(text string) *Note {
	n := &Note{Text: r.need(text)}
	m, dated := r.moment("date")
	if v, given := r.Value("date"); !dated && (!given || v.Kind != meta.Text) {
		r.Need("date")
	}
	n.Time, n.DateOnly = m.time, m.dateOnly
	r.Done(map[string]string{"time": `use "date"`, "note": fmt.Sprintf("use %q", text)})
	if n.Text == "" || !dated {
		return nil
	}
	return n
}

func (r reader) retracted() *Note {
	v, ok := r.Value("retracted")
	if !ok {
		return nil
	}
	if v.Kind != meta.Map {
		r.Report(problem.WrongType, v, `"retracted" wants {date, reason}, found `+v.Kind.String(), "")
		return nil
	}
	return r.sub(v).note("reason")
}

// stand finds out what is so of the post at an instant; updated is the writer's own
// word.
func (d *postDraft) stand(now time.Time, drafts bool, updated time.Time) {
	p := d.post
	p.Scheduled = d.dated && p.Time.After(now)
	p.Expired = !p.Expires.IsZero() && !p.Expires.After(now)
	d.hidden = !d.dated || !drafts && (p.Draft || p.Scheduled)
	if drafts {
		d.date(updated)
	} else {
		d.standAt(now, updated)
	}
}

// standAt leaves of the post what was so at an instant: an update, a correction or
// a retraction that is dated later waits, as a post does.
func (d *postDraft) standAt(now, updated time.Time) {
	p := d.post
	wait := func(t time.Time) bool {
		later := t.After(now)
		if later && (p.due.IsZero() || t.Before(p.due)) {
			p.due = t
		}
		return later
	}
	for _, notes := range []*[]Note{&p.Updates, &p.Corrections} {
		for len(*notes) > 0 && wait((*notes)[0].Time) {
			*notes = (*notes)[1:]
		}
	}
	if p.Retracted != nil && wait(p.Retracted.Time) {
		p.Retracted = nil
	}
	if wait(updated) {
		updated = time.Time{}
	}
	d.date(updated)
}

// date finds the last change that matters to readers; updated is the writer's own word.
func (d *postDraft) date(updated time.Time) {
	p, last := d.post, updated
	for _, notes := range [][]Note{p.Updates, p.Corrections} {
		if len(notes) > 0 && notes[0].Time.After(last) {
			last = notes[0].Time
		}
	}
	if !last.IsZero() {
		p.Updated = last
	}
}

// slug reads slug, or takes the file's name without a leading date.
func (r reader) slug() string {
	if v, ok := r.Scalar("slug"); ok {
		if why := slugFault(v.Text); why != "" {
			hint := ""
			if better := Slug(v.Text); better != "" && slugFault(better) == "" {
				hint = "write " + better
			}
			r.Report(problem.BadSlug, v, fmt.Sprintf("the slug %q %s", v.Text, why), hint)
			return r.standIn()
		}
		return v.Text
	}
	name := strings.TrimSuffix(path.Base(r.doc.Path), ".md")
	if len(name) > 11 && (name[10] == '-' || name[10] == '_' || name[10] == ' ') {
		if _, _, _, _, err := cutDate(name[:10]); err == nil {
			name = name[11:]
		}
	}
	slug := Slug(name)
	if why := slugFault(slug); why != "" {
		*r.problems = append(*r.problems, problem.New(problem.BadSlug, r.doc.Path, 0, 0,
			fmt.Sprintf("the slug %q, made of the file's name, %s", slug, why), `rename the file, or give a "slug"`))
		return r.standIn()
	}
	return slug
}

// standIn is the slug of a post whose own is a problem: one that is nobody else's,
// so that the address, which is never published, adds no problem to the first.
func (r reader) standIn() string {
	return strings.TrimPrefix(r.set.ids.of(r.doc.Path, r.room), "urn:uuid:")
}

// postID reads id: a UUID, an address with a scheme, or a word that makes a UUID
// together with the site's id. Without one the path makes the UUID.
func (r reader) postID() string {
	v, ok := r.Scalar("id")
	if !ok {
		return r.set.ids.of(r.doc.Path, r.room)
	}
	id := strings.TrimSpace(v.Text)
	if u, err := uuid.Parse(id); err == nil {
		return u.URN()
	}
	why := ""
	switch scheme, rest, address := strings.Cut(id, ":"); {
	case id == "":
		why = "is empty"
	case len(id) > 500:
		why = "is longer than 500 bytes"
	case strings.IndexFunc(id, func(c rune) bool { return c <= 0x20 || c >= 0x7f || strings.ContainsRune(`\"<>^{|}`+"`", c) }) >= 0:
		why = "holds characters that no address holds"
	case address && (scheme == "urn" || scheme == "tag" || (scheme == "http" || scheme == "https") && webFault(id) == "") && rest != "":
		return id
	default:
		if why = segmentFault(id); why == "" {
			return r.set.ids.of("id:"+id, r.room)
		}
	}
	r.Report(problem.BadID, v, fmt.Sprintf("the id %q %s", v.Text, why), "write a UUID, or an address that begins with urn:, tag: or https:")
	return r.set.ids.of(r.doc.Path, r.room)
}

// identities makes ids that never change, and that nobody else makes.
type identities struct{ space uuid.UUID }

func newIdentities(site string) *identities {
	space, err := uuid.Parse(site)
	if err != nil {
		space = uuid.NewSHA1(uuid.NameSpaceURL, []byte(site))
	}
	return &identities{space}
}

// of returns the UUID (version 5) of a name within the site.
func (i *identities) of(name string, room *room) string {
	var memory [256]byte
	sum := sha1.Sum(append(append(memory[:0], i.space[:]...), name...))
	id := uuid.UUID(sum[:16])
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	const digits = "0123456789abcdef"
	text := append(memory[:0], "urn:uuid:"...)
	for n, b := range id {
		if n == 4 || n == 6 || n == 8 || n == 10 {
			text = append(text, '-')
		}
		text = append(text, digits[b>>4], digits[b&15])
	}
	return room.text(text)
}

// A plainName is a name without a record, found in the front matter of a post.
type plainName struct {
	kind string // player, team, source or author
	slot int    // in the post's list of that kind
	at   written
	name string // without qualifier
}

// resolve finds out who and what d names, as of its day.
func (d *postDraft) resolve(x *index, w *worker, said wording) {
	p, day := d.post, d.post.Day
	p.Players, p.Teams = w.ofPlayers.take(len(said.players)), w.ofTeams.take(max(len(said.teams), 1))
	p.Sources, p.Authors = w.ofSources.take(len(said.sources)), w.ofAuthors.take(len(said.authors))
	for _, n := range said.players {
		a := w.players.resolve(n.text, day)
		if w.players.report(a, n, day, p.Doc, x.policy, &w.problems) {
			d.plain = append(d.plain, plainName{"player", len(p.Players), n, a.name})
			p.Players = append(p.Players, PlayerMention{Text: a.name})
		} else if a.found && !p.names(a.who) {
			p.Players = append(p.Players, PlayerMention{Player: a.who, Text: a.printed, Teams: a.teams})
		}
		remember(w, w.players, p.Doc, n, day, a, spot{draft: d})
	}
	var some [4]*League
	for i, n := range said.teams {
		a := teamWithin(w.teams, n.text, day, p.leagues(some[:0], w.teams, said.teams, i))
		if w.teams.report(a, n, day, p.Doc, x.policy, &w.problems) {
			d.plain = append(d.plain, plainName{"team", len(p.Teams), n, a.name})
			p.Teams = append(p.Teams, TeamMention{Text: a.name, Typed: true})
		} else if a.found && !p.on(a.who) {
			p.Teams = append(p.Teams, TeamMention{Team: a.who, Text: a.printed, Typed: true})
		}
		remember(w, w.teams, p.Doc, n, day, a, spot{draft: d})
	}
	if len(said.teams) == 0 {
		for _, m := range p.Players {
			for _, t := range m.Teams {
				if !p.on(t) {
					p.Teams = append(p.Teams, TeamMention{Team: t, Text: t.Name(day)})
				}
			}
		}
	}
	for _, c := range said.sources {
		a := w.sources.resolve(c.name.text, day)
		credit := Credit{Source: a.who, Name: a.printed}
		credit.fill(c, day)
		if w.sources.report(a, c.name, day, p.Doc, x.policy, &w.problems) {
			d.plain = append(d.plain, plainName{"source", len(p.Sources), c.name, a.name})
			credit.Name = a.name
			p.Sources = append(p.Sources, credit)
		} else if a.found {
			p.Sources = append(p.Sources, credit)
		}
		remember(w, w.sources, p.Doc, c.name, day, a, spot{draft: d, outlet: c.outlet})
	}
	for _, n := range said.authors {
		a := w.authors.resolve(n.text, day)
		if w.authors.report(a, n, day, p.Doc, x.policy, &w.problems) {
			d.plain = append(d.plain, plainName{"author", len(p.Authors), n, a.name})
			p.Authors = append(p.Authors, nil)
		} else if a.found {
			p.Authors = add(p.Authors, a.who)
		}
		remember(w, w.authors, p.Doc, n, day, a, spot{draft: d})
	}
}

// fill adds what a post of day says of its source.
func (c *Credit) fill(said creditDraft, day Day) {
	c.Outlet, c.URL, c.Date = said.outlet, said.url, ""
	if said.date != day {
		c.Date = said.date
	}
	if c.Outlet == "" && c.Source != nil {
		c.Outlet = c.Source.Outlet(cmp.Or(said.date, day))
	}
}

// leagues adds to list the leagues that tell what the one of teams at index i means:
// those of p's players, and of the other teams that p names for certain.
func (p *Post) leagues(list []*League, l lookup[*Team], teams []written, i int) []*League {
	list = p.playersLeagues(list)
	known := len(list)
	for j, n := range teams {
		if j == i {
			continue
		}
		if a := teamWithin(l, n.text, p.Day, list[:known]); a.found && a.guess == "" {
			list = add(list, a.who.League)
		}
	}
	return list
}

// playersLeagues adds to list the leagues in which the players of p played that day, or
// ever, of those who had no team.
func (p *Post) playersLeagues(list []*League) []*League {
	for _, m := range p.Players {
		for _, t := range m.Teams {
			list = add(list, t.League)
		}
		if len(m.Teams) == 0 && m.Player != nil {
			list = m.Player.leagues(list)
		}
	}
	return list
}

// names reports whether p is about who.
func (p *Post) names(who *Player) bool {
	return slices.ContainsFunc(p.Players, func(m PlayerMention) bool { return m.Player == who })
}

// on reports whether t is one of p's teams.
func (p *Post) on(t *Team) bool {
	return slices.ContainsFunc(p.Teams, func(m TeamMention) bool { return m.Team == t })
}

// TeamOf returns the team of the time of one of p's players, for the list on the
// player's page: of several the one that p is about too. Of somebody whose teams
// are unknown, it is the one team that a post about nobody else is about.
func (p *Post) TeamOf(who *Player) *Team {
	i := slices.IndexFunc(p.Players, func(m PlayerMention) bool { return m.Player == who })
	m := &p.Players[i]
	for _, t := range m.Teams {
		if p.on(t) {
			return t
		}
	}
	switch {
	case len(m.Teams) > 0:
		return m.Teams[0]
	case m.Player.astray(p.Day) && len(p.Players) == 1 && len(p.Teams) == 1:
		return p.Teams[0].Team
	}
	return nil
}

// A NamedRef is a name with what it is the name of.
type NamedRef struct {
	Text string // as registered, or as the post prints it
	Ref  Ref
}

// Linkable returns the names that may be linked where they stand in the prose of
// p, longest first: names of players and teams that its front matter declares,
// borne by exactly one of them, and never a given name, a surname or a nickname
// alone.
func (p *Post) Linkable() []NamedRef {
	list := make([]NamedRef, 0, len(p.Players)+len(p.Teams))
	offer := func(text string, ref Ref) {
		for _, n := range list {
			if n.Text == text && n.Ref == ref {
				return
			}
		}
		if !p.shared(text, ref) {
			list = append(list, NamedRef{text, ref})
		}
	}
	for _, m := range p.Players {
		ref := refTo(m.Player)
		for _, n := range m.Player.Names {
			if n.Covers(p.Day) && !oneWord(n.Text) {
				offer(n.Text, ref)
			}
		}
		for _, n := range m.Player.Nicknames {
			if n.Covers(p.Day) && m.Player.fullName(n.Text) {
				offer(n.Text, ref)
			}
		}
		if !oneWord(m.Text) && m.Player.fullName(m.Text) {
			offer(m.Text, ref)
		}
	}
	for _, m := range p.Teams {
		for _, n := range m.Team.Names {
			if n.Covers(p.Day) && n.Text != m.Team.Nickname && n.Text != m.Team.City {
				offer(n.Text, refTo(m.Team))
			}
		}
	}
	slices.SortStableFunc(list, func(a, b NamedRef) int {
		return cmp.Or(cmp.Compare(len(b.Text), len(a.Text)), cmp.Compare(a.Text, b.Text))
	})
	return list
}

// shared reports whether another player or team of p than ref goes by text, on
// whatever day.
func (p *Post) shared(text string, ref Ref) bool {
	if len(p.Players)+len(p.Teams) == 1 {
		return false
	}
	key := fold(text)
	for _, m := range p.Players {
		if ref.To != m.Player && slices.Contains(m.Player.keys, key) {
			return true
		}
	}
	for _, m := range p.Teams {
		if ref.To != m.Team && slices.Contains(m.Team.keys, key) {
			return true
		}
	}
	return false
}

func oneWord(name string) bool { return !strings.ContainsAny(name, " \u00a0") }

// fullName reports whether text is more than a nickname: one of p's names, or
// several words of which one is also in a name of p, like Sauce Gardner.
func (p *Player) fullName(text string) bool {
	for _, n := range p.Names {
		if n.Text == text {
			return true
		}
	}
	key := fold(text)
	for _, n := range p.Names {
		if fold(n.Text) == key {
			return true
		}
	}
	words := strings.Fields(text)
	for _, w := range words {
		for _, n := range p.Names {
			for _, own := range strings.Fields(n.Text) {
				if len(words) > 1 && fold(own) == fold(w) && !isSuffix(w) {
					return true
				}
			}
		}
	}
	return false
}
