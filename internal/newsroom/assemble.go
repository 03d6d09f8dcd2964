package newsroom

import (
	"cmp"
	"fmt"
	"path"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/problem"
)

// Drafts are all documents, each read by itself, in order of path.
type drafts struct {
	docs     []*content.Document
	set      *setting
	posts    []*postDraft
	players  []*playerDraft
	teams    []*teamDraft
	leagues  []*League
	sources  []*Source
	authors  []*Author
	stories  []*Story
	pages    []*Page
	problems problem.List
}

// readRecords reads the front matter of all documents but posts, each into its own
// slot.
func readRecords(docs []*content.Document, set *setting) *drafts {
	byPath := func(a, b *content.Document) int { return cmp.Compare(a.Path, b.Path) }
	if !slices.IsSortedFunc(docs, byPath) {
		docs = slices.Clone(docs)
		slices.SortFunc(docs, byPath)
	}
	d := &drafts{docs: docs, set: set}
	var records []*content.Document
	for _, doc := range docs {
		if doc.Kind != content.Post {
			records = append(records, doc)
		}
	}
	slots := make([]any, len(records))
	readers := parallel(len(records), set.reader, func(any reader, i int) { slots[i] = readRecord(any.of(records[i])) })
	for _, r := range readers {
		d.problems = append(d.problems, *r.problems...)
	}
	for _, slot := range slots {
		switch s := slot.(type) {
		case *playerDraft:
			d.players = append(d.players, s)
		case *teamDraft:
			d.teams = append(d.teams, s)
		case *League:
			d.leagues = append(d.leagues, s)
		case *Source:
			d.sources = append(d.sources, s)
		case *Author:
			d.authors = append(d.authors, s)
		case *Story:
			d.stories = append(d.stories, s)
		case *Page:
			d.pages = append(d.pages, s)
		}
	}
	return d
}

// readRecord reads the front matter of a document that is no post.
func readRecord(r reader) any {
	switch r.doc.Kind {
	case content.Player:
		return readPlayer(r)
	case content.Team:
		return readTeam(r)
	case content.League:
		return readLeague(r)
	case content.Source:
		return readSource(r)
	case content.Author:
		return readAuthor(r)
	case content.Story:
		return readStory(r)
	case content.Page:
		return readPage(r)
	}
	return nil
}

// parallel calls do for 0 to n-1, each worker with a state of its own, and returns
// the states. Which worker does what is chance; results go to the caller's slots.
func parallel[S any](n int, state func() S, do func(S, int)) []S {
	const batch = 64
	workers := max(1, min(runtime.GOMAXPROCS(0), n/batch))
	states := make([]S, workers)
	var next atomic.Int64
	var wait sync.WaitGroup
	for k := range workers {
		states[k] = state()
		wait.Go(func() {
			for {
				end := int(next.Add(batch))
				if end-batch >= n {
					return
				}
				for i := end - batch; i < min(end, n); i++ {
					do(states[k], i)
				}
			}
		})
	}
	wait.Wait()
	return states
}

// An index is where names, ids and paths are looked up. It is made once and then
// only read; workers carry what they find.
type index struct {
	room      *Newsroom // what readers see of it
	now       time.Time
	today     Day
	drafts    bool
	policy    config.Unregistered
	read      *drafts
	unread    map[string]bool            // by path, of the record's id too
	assets    []*content.Asset           // in order of path
	pictured  map[any]bool               // assets that are the images of records
	displaced map[string]bool            // by path, records that are left out, for another has their id
	called    func(base string) []string // paths of files whose last part is base but for case, in order
	recorded  []string                   // ids of stories with a record, in order
	leagues   []*League
	players   *registry[*Player]
	teams     *registry[*Team]
	sources   *registry[*Source]
	authors   *registry[*Author]
	stories   map[string]*Story

	plainPlayers map[string]*Player // without a record, by id
	plainTeams   map[string]*Team
	plainSources map[string]*Source
	plainAuthors map[string]*Author

	problems problem.List // of documents, each by itself, but for the texts of records and pages; shelves tell of what has no record
	inTexts  problem.List // of those texts
	sameIDs  problem.List // of posts
	reported problem.List // all of them, in order
	pending  []pendingGuess
	seeks    []seek
	named    bool      // a writer gave a post its id
	turn     time.Time // the next instant at which anything but a post becomes another; zero when never
}

// A file is a document, or a file beside one, or nothing.
type file struct {
	doc   *content.Document
	asset *content.Asset
	post  *postDraft
	page  *Page
}

// A worker resolves names; what it finds is its own.
type worker struct {
	players  lookup[*Player]
	teams    lookup[*Team]
	sources  lookup[*Source]
	authors  lookup[*Author]
	problems problem.List
	pending  []pendingGuess
	seeks    []seek

	ofPlayers slab[PlayerMention]
	ofTeams   slab[TeamMention]
	ofSources slab[Credit]
	ofAuthors slab[*Author]
}

func (x *index) worker() *worker {
	return &worker{players: x.players.lookup(), teams: x.teams.lookup(), sources: x.sources.lookup(), authors: x.authors.lookup()}
}

// collect takes over what workers found.
func (x *index) collect(workers []*worker) {
	for _, w := range workers {
		x.problems = append(x.problems, w.problems...)
		x.pending = append(x.pending, w.pending...)
		x.seeks = append(x.seeks, w.seeks...)
	}
}

// register ties records to each other and makes the registries.
func (d *drafts) register(assets []*content.Asset, cfg *config.Config, now time.Time, opt Options) *index {
	x := &index{
		now: now, today: DayOf(now), drafts: opt.Drafts, policy: cfg.Unregistered,
		read: d, stories: map[string]*Story{},
		plainPlayers: map[string]*Player{}, plainTeams: map[string]*Team{}, plainSources: map[string]*Source{}, plainAuthors: map[string]*Author{},
		problems: d.problems, unread: lost(opt.Unread), assets: inPathOrder(assets), pictured: map[any]bool{}, displaced: map[string]bool{},
	}
	byBase := sync.OnceValue(x.byBase)
	x.called = func(base string) []string { return byBase()[strings.ToLower(base)] }
	x.registerLeagues(d)
	x.registerTeams(d)
	d.players = unique(x, d.players, func(p *playerDraft) (string, *content.Document) { return p.player.ID, p.player.Doc })
	players := make([]*Player, len(d.players))
	lists := parallel(len(d.players), func() *problem.List { return new(problem.List) }, func(problems *problem.List, i int) {
		d.players[i].tie(x, problems)
		players[i] = d.players[i].player
	})
	for _, list := range lists {
		x.problems = append(x.problems, *list...)
	}
	for _, p := range players {
		for _, s := range p.Stints {
			s.Team.Stints = append(s.Team.Stints, RosterEntry{p, s.Span})
		}
	}
	for _, t := range x.teams.all {
		slices.SortStableFunc(t.Stints, func(a, b RosterEntry) int {
			return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Player.ID, b.Player.ID))
		})
	}
	x.players = newRegistry("player", players, x.unread)
	d.sources = unique(x, d.sources, func(s *Source) (string, *content.Document) { return s.ID, s.Doc })
	d.authors = unique(x, d.authors, func(a *Author) (string, *content.Document) { return a.ID, a.Doc })
	d.stories = unique(x, d.stories, func(s *Story) (string, *content.Document) { return s.ID, s.Doc })
	x.sources, x.authors = newRegistry("source", d.sources, x.unread), newRegistry("author", d.authors, x.unread)
	for _, s := range d.stories {
		x.stories[s.ID] = s
		x.recorded = append(x.recorded, s.ID)
	}
	return x
}

// lost returns the paths that documents have which could not be read, or may be thought to
// have.
func lost(unread []string) map[string]bool {
	paths := make(map[string]bool, 2*len(unread))
	for _, p := range unread {
		paths[p], paths[sluggedPath(p)] = true, true
	}
	return paths
}

// sluggedPath returns where a document would lie if its file were called like an id.
func sluggedPath(at string) string {
	return path.Dir(at) + "/" + Slug(strings.TrimSuffix(path.Base(at), ".md")) + ".md"
}

func inPathOrder(assets []*content.Asset) []*content.Asset {
	return slices.SortedFunc(slices.Values(assets), func(a, b *content.Asset) int { return cmp.Compare(a.Path, b.Path) })
}

// recordPath returns where the record of an id lies.
func recordPath(kind, id string) string {
	if kind == "story" {
		kind = "storie"
	}
	return content.Folder + "/" + kind + "s/" + id + ".md"
}

// file returns what lies at a path.
func (x *index) file(at string) file {
	d := x.read
	if i, ok := slices.BinarySearchFunc(d.docs, at, func(doc *content.Document, at string) int { return cmp.Compare(doc.Path, at) }); ok {
		f := file{doc: d.docs[i]}
		switch f.doc.Kind {
		case content.Post:
			i, _ := x.findPost(at)
			f.post = d.posts[i]
		case content.Page:
			f.page = d.pages[sort.Search(len(d.pages), func(i int) bool { return d.pages[i].Doc.Path >= at })]
		}
		return f
	}
	if i, ok := slices.BinarySearchFunc(x.assets, at, func(a *content.Asset, at string) int { return cmp.Compare(a.Path, at) }); ok {
		return file{asset: x.assets[i]}
	}
	return file{}
}

// byBase returns the paths of all files by the last part of them.
func (x *index) byBase() map[string][]string {
	m := map[string][]string{}
	add := func(p string) {
		base := strings.ToLower(path.Base(p))
		m[base] = append(m[base], p)
	}
	for _, d := range x.read.docs {
		add(d.Path)
	}
	for _, a := range x.assets {
		add(a.Path)
	}
	for _, list := range m {
		slices.Sort(list)
	}
	return m
}

// calledSeldom returns index.called for one worker who may hardly ask: all files are put
// in order when they were looked through a few times.
func (x *index) calledSeldom() func(base string) []string {
	byBase, asked := sync.OnceValue(x.byBase), 0
	return func(base string) []string {
		if asked++; asked <= 8 {
			return x.calledLike(base)
		}
		return byBase()[strings.ToLower(base)]
	}
}

// calledLike is byBase for one question.
func (x *index) calledLike(base string) (found []string) {
	base = strings.ToLower(base)
	look := func(p string) {
		if strings.ToLower(path.Base(p)) == base {
			found = append(found, p)
		}
	}
	for _, d := range x.read.docs {
		look(d.Path)
	}
	for _, a := range x.assets {
		look(a.Path)
	}
	slices.Sort(found)
	return found
}

// unique drops documents whose id another has, which is a problem at both, and
// orders the rest by id. list is in order of path.
func unique[T any](x *index, list []T, id func(T) (string, *content.Document)) []T {
	first := make(map[string]*content.Document, len(list))
	kept := list[:0]
	for _, v := range list {
		name, doc := id(v)
		other, taken := first[name]
		if !taken {
			first[name] = doc
			kept = append(kept, v)
			continue
		}
		x.displaced[doc.Path] = true
		for _, pair := range [][2]*content.Document{{doc, other}, {other, doc}} {
			x.problems = append(x.problems, problem.New(problem.DuplicateID, pair[0].Path, 0, 0,
				fmt.Sprintf("the id %q is that of %s too", name, pair[1].Path), "rename one of the files"))
		}
	}
	slices.SortFunc(kept, func(a, b T) int {
		ida, _ := id(a)
		idb, _ := id(b)
		return cmp.Compare(ida, idb)
	})
	return kept
}

func (x *index) registerLeagues(d *drafts) {
	x.leagues = unique(x, d.leagues, func(l *League) (string, *content.Document) { return l.ID, l.Doc })
	if x.league("nfl") == nil && slices.ContainsFunc(d.teams, func(t *teamDraft) bool { return t.league.text == "nfl" }) {
		x.leagues = append(x.leagues, nfl())
		slices.SortFunc(x.leagues, func(a, b *League) int { return cmp.Compare(a.ID, b.ID) })
	}
}

func (x *index) league(id string) *League {
	for _, l := range x.leagues {
		if l.ID == id {
			return l
		}
	}
	return nil
}

// leagueByID returns the league that a record names.
func (x *index) leagueByID(w written, doc *content.Document, problems *problem.List) *League {
	if l := x.league(w.text); l != nil || x.unread[recordPath("league", w.text)] {
		return l
	}
	var ids []string
	for _, l := range x.leagues {
		ids = append(ids, l.ID)
	}
	hint := problem.DidYouMean(w.text, append(ids, "nfl"))
	if hint == "" {
		hint = "make a record: content/leagues/" + w.text + ".md"
	}
	w.report(problems, doc, problem.UnknownID, fmt.Sprintf("unknown league %q", w.text), hint)
	return nil
}

func (x *index) registerTeams(d *drafts) {
	d.teams = unique(x, d.teams, func(t *teamDraft) (string, *content.Document) { return t.team.ID, t.team.Doc })
	teams, cities := make([]*Team, len(d.teams)), map[string]bool{}
	for i, t := range d.teams {
		teams[i], t.team.cities = t.team, cities
		if t.team.City != "" {
			cities[t.team.City] = true
		}
		if t.league.text != "" {
			t.team.League = x.leagueByID(t.league, t.team.Doc, &x.problems)
		}
	}
	for _, l := range x.leagues {
		for _, t := range teams {
			if t.League == l {
				l.Teams = append(l.Teams, t)
			}
		}
		sortBy(l.Teams, (*Team).filed)
	}
	x.teams = newRegistry("team", teams, x.unread)
	x.sharedNames()
}

// sharedNames warns of teams of one league that go by one name on one day.
func (x *index) sharedNames() {
	said := map[[2]*Team]bool{}
	for _, t := range x.teams.all { // in an order, unlike the names of a registry
		for _, key := range t.keys {
			list := x.teams.names[key]
			for i, a := range list {
				for _, b := range list[:i] {
					pair := [2]*Team{b.who, a.who}
					if a.who != t || b.who == t || a.rank != aName || b.rank != aName || t.League != b.who.League || !a.overlaps(b.Span) || said[pair] {
						continue
					}
					said[pair] = true
					x.problems = append(x.problems, problem.New(problem.SharedName, t.Doc.Path, 0, 0,
						fmt.Sprintf("%s and %s share a name: %q", b.who.ID, t.ID, a.text), "posts have to name them by other names"))
				}
			}
		}
	}
}

// teamByID returns the team that a record names; only its id will do there.
func (x *index) teamByID(w written, doc *content.Document, problems *problem.List) *Team {
	if t, ok := x.teams.byID[w.text]; ok || x.unread[recordPath("team", w.text)] {
		return t
	}
	hint := ""
	if a := x.teams.lookup().resolve(w.text, x.today); a.found {
		hint = "write " + a.who.ID
	} else if near := problem.Nearest(w.text, x.teams.ids()); near != "" {
		hint = didYouMean([]string{near})
	} else {
		hint = "make a record: pressbox new team " + quote(wordsOf(w.text))
	}
	w.report(problems, doc, problem.UnknownID, fmt.Sprintf("unknown team %q", w.text), hint)
	return nil
}

// readPosts reads the front matter of all posts and resolves what they name.
func (d *drafts) readPosts(x *index) {
	var docs []*content.Document
	for _, doc := range d.docs {
		if doc.Kind == content.Post {
			docs = append(docs, doc)
		}
	}
	// Posts are thousands and live as long as the newsroom: pieces of memory that hold
	// many. A single one would be looked through by the collector before it is filled.
	type memory struct {
		posts  slab[Post]
		drafts slab[postDraft]
		roughs slab[rough]
	}
	type desk struct {
		*worker
		reader
		*memory
	}
	d.posts = make([]*postDraft, len(docs))
	desks := parallel(len(docs), func() desk { return desk{x.worker(), d.set.reader(), new(memory)} }, func(k desk, i int) {
		p := &k.drafts.take(1)[:1][0]
		d.posts[i], p.post, p.rough = p, &k.posts.take(1)[:1][0], &k.roughs.take(1)[:1][0]
		p.post.Number = 0 // written before it is read, fresh memory costs half as many faults
		p.write(x, k.worker, k.of(docs[i]))
	})
	for _, k := range desks {
		x.problems = append(x.problems, *k.reader.problems...)
		x.collect([]*worker{k.worker})
	}
}

// write reads a post and resolves what it names.
func (d *postDraft) write(x *index, w *worker, r reader) {
	said := d.read(r)
	d.stand(x.now, x.drafts, said.updated)
	if !d.dated {
		return
	}
	from := len(w.problems)
	d.resolve(x, w, said)
	if d.post.Draft && d.hidden {
		soften(w.problems[from:])
	}
}

// link resolves the links of a post's body, and its picture.
func (d *postDraft) link(x *index, w *worker) {
	p, from := d.post, len(w.problems)
	p.Links = x.links(w, p.Doc, p.Day)
	if p.Image != nil {
		p.Image = x.picture(p.Image, p.Doc, w)
	}
	if p.Draft && d.hidden {
		soften(w.problems[from:])
	}
}

// soften makes the problems of a draft that nobody sees warnings: a text at which
// somebody still works does not stop the presses.
func soften(problems problem.List) {
	for i := range problems {
		if problems[i].Severity == problem.Error {
			problems[i].Severity = problem.Warning
		}
	}
}

// link resolves the links of all bodies.
func (d *drafts) link(x *index, room *Newsroom) {
	x.collect(parallel(len(d.posts), x.worker, func(w *worker, i int) {
		if p := d.posts[i]; p.dated {
			p.link(x, w)
		}
	}))
	w, texts := x.worker(), x.worker()
	link := func(doc *content.Document, image **Image) {
		if len(doc.Parts.Links) > 0 {
			room.linkText(x, texts, doc)
		}
		if *image = x.picture(*image, doc, w); *image != nil {
			x.pictured[(*image).Asset] = true
		}
	}
	for _, p := range d.players {
		link(p.player.Doc, &p.player.Image)
	}
	for _, t := range d.teams {
		link(t.team.Doc, &t.team.Image)
	}
	for _, l := range x.leagues {
		if l.Doc != nil {
			link(l.Doc, &l.Image)
		}
	}
	for _, s := range d.sources {
		link(s.Doc, &s.Image)
	}
	for _, a := range d.authors {
		link(a.Doc, &a.Image)
	}
	for _, s := range d.stories {
		link(s.Doc, &s.Image)
	}
	for _, p := range d.pages {
		link(p.Doc, &p.Image)
	}
	x.inTexts, texts.problems = texts.problems, nil
	for i := range w.seeks {
		w.seeks[i].what.kind = anImage
	}
	x.collect([]*worker{w, texts})
}

// sortBy orders list by a folded name, then id.
func sortBy[T interface{ id() string }](list []T, name func(T) string) {
	type keyed struct {
		key, id string
		v       T
	}
	keys := make([]keyed, len(list))
	for i, v := range list {
		keys[i] = keyed{sortKey(name(v)), v.id(), v}
	}
	slices.SortFunc(keys, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.id, b.id)) })
	for i, k := range keys {
		list[i] = k.v
	}
}

func (p *Player) filed() string { return p.Sort }
func (t *Team) filed() string   { return cmp.Or(t.Nickname, t.Names[len(t.Names)-1].Text) }
func (s *Source) filed() string { return s.Name }
func (a *Author) filed() string { return a.Name }
func (s *Story) filed() string  { return "" }
