package newsroom

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/problem"
)

// A rank says how much a text is worth as a name.
type rank uint8

const (
	aName     rank = iota // a name, nickname or abbreviation
	aCity                 // a team's city, a name only while nobody else plays there
	anInitial             // of a city; always a guess
)

// A bearer is somebody or something with a name it bears on some days.
type bearer[T any] struct {
	who  T
	text string // as registered
	rank rank
	Span
}

// A subject is what names are resolved to: *Player, *Team, *Source or *Author.
type subject[T any] interface {
	comparable
	bearers() []bearer[T]
	known() Day                               // the first day on which a name can mean it; empty for always
	fits(qualifier string, day Day) bool      // whether "(QB)" behind a name means it
	tells(day Day) string                     // what tells it apart from others of its name
	printed(typed, as string, day Day) string // how a post of day prints it, found by typed, which is registered as
	goesBy(key string)                        // remembers a folded name
	teamsOn(day Day) []*Team                  // whom a player was with
	lasting(s Span, day Day) Span             // s, as far as printed and teamsOn are what they are on day
	id() string
}

func (p *Player) goesBy(key string) { p.keys = append(p.keys, key) }
func (t *Team) goesBy(key string)   { t.keys = append(t.keys, key) }
func (s *Source) goesBy(string)     {}
func (a *Author) goesBy(string)     {}

func (p *Player) id() string { return p.ID }
func (t *Team) id() string   { return t.ID }
func (s *Source) id() string { return s.ID }
func (a *Author) id() string { return a.ID }

func (p *Player) teamsOn(day Day) []*Team { return p.TeamsOn(day) }
func (t *Team) teamsOn(Day) []*Team       { return nil }
func (s *Source) teamsOn(Day) []*Team     { return nil }
func (a *Author) teamsOn(Day) []*Team     { return nil }

func (s *Source) lasting(all Span, _ Day) Span { return all }
func (a *Author) lasting(all Span, _ Day) Span { return all }

func (p *Player) lasting(s Span, day Day) Span {
	for i := range p.Names {
		s = s.around(day, p.Names[i].Span)
	}
	for i := range p.Stints {
		s = s.around(day, p.Stints[i].Span)
	}
	return s
}

func (t *Team) lasting(s Span, day Day) Span {
	for i := range t.Names {
		s = s.around(day, t.Names[i].Span)
	}
	return s
}

func (t *Team) known() Day   { return "" }
func (s *Source) known() Day { return "" }
func (a *Author) known() Day { return "" }

func (s *Source) bearers() []bearer[*Source] { return []bearer[*Source]{{s, s.Name, aName, Span{}}} }

func (a *Author) bearers() []bearer[*Author] { return []bearer[*Author]{{a, a.Name, aName, Span{}}} }

func (a *Author) tells(Day) string      { return a.Role }
func (a *Author) fits(string, Day) bool { return false }

// A name stays as the writer typed it, with the record's capitals; an id becomes
// the name borne that day, and so does whatever a team was called.
func (p *Player) printed(typed, as string, day Day) string {
	if as == "" {
		return p.Name(day)
	}
	text, _ := withCapitals(typed, as)
	return text
}

func (t *Team) printed(_, _ string, day Day) string { return t.Name(day) }

func (s *Source) printed(typed, as string, _ Day) string {
	if as == "" {
		return s.Name
	}
	text, _ := withCapitals(typed, as)
	return text
}

func (a *Author) printed(_, _ string, _ Day) string { return a.Name }

// A registry finds who bears a name. It is made once and then only read.
type registry[T subject[T]] struct {
	kind   string // player, team, source or author
	all    []T
	byID   map[string]T
	names  map[string][]bearer[T] // by folded name, in order of id
	near   func() []nearName      // in order of name, then id; made when somebody asks
	unread map[string]bool        // paths of records that could not be read
}

// newRegistry registers all, which is in order of id, and tells each its names.
func newRegistry[T subject[T]](kind string, all []T, unread map[string]bool) *registry[T] {
	return register(kind, all, unread, T.goesBy)
}

// register makes a registry, and calls told with everybody's names, folded.
func register[T subject[T]](kind string, all []T, unread map[string]bool, told func(who T, key string)) *registry[T] {
	reg := &registry[T]{kind: kind, all: all, byID: make(map[string]T, len(all)), names: make(map[string][]bearer[T], 2*len(all)), unread: unread}
	for _, who := range all {
		reg.byID[who.id()] = who
		for _, b := range who.bearers() {
			key := fold(b.text)
			told(who, key)
			reg.names[key] = append(reg.names[key], b)
		}
	}
	reg.near = sync.OnceValue(reg.nearNames)
	return reg
}

// A query is a text that may be an id or a name, looked up. What remains depends
// on the day.
type query[T subject[T]] struct {
	name, qualifier string
	exact           bool // who is meant by id
	who             T
	bearers         []bearer[T]
	last            answer[T]
	sure            bool // last is the answer on all days of lasts
	lasts           Span
}

// lasting returns the days around day on which the answer that who is meant holds.
func (q *query[T]) lasting(who T, day Day) Span {
	var s Span
	for i := range q.bearers {
		b := &q.bearers[i]
		s = s.around(day, b.Span).around(day, Span{From: b.who.known()})
	}
	return who.lasting(s, day)
}

// A lookup remembers queries: the same names come again and again. Every worker
// has its own.
type lookup[T subject[T]] struct {
	*registry[T]
	memo    map[string]*query[T]
	unknown map[string]stranger // by name without qualifier
}

// A stranger is what is to be said of a name that nobody bears, on any day.
type stranger struct {
	fault  string // why it cannot be a name
	unread bool   // it is probably that of a record that could not be read
	taken  bool   // somebody else has the id that it would make
	near   []string
}

func (reg *registry[T]) lookup() lookup[T] {
	return lookup[T]{reg, map[string]*query[T]{}, map[string]stranger{}}
}

// lost reports whether name would make the id of a record that could not be read.
func (reg *registry[T]) lost(name string) bool {
	return len(reg.unread) > 0 && reg.unread[recordPath(reg.kind, Slug(name))]
}

func (l lookup[T]) stranger(name string) stranger {
	s, known := l.unknown[name]
	if !known {
		if s.fault = NameFault(name); isSuffix(name) && len(name) > 1 {
			s.fault = "is the end of a name: a name with a comma in a list wants quotes"
		}
		if s.fault == "" {
			s.unread = l.lost(name)
			if _, s.taken = l.byID[Slug(name)]; !s.taken && !s.unread {
				s.near = l.nearest(name)
			}
		}
		l.unknown[name] = s
	}
	return s
}

func (l lookup[T]) query(text string) *query[T] {
	if q := l.memo[text]; q != nil {
		return q
	}
	q := &query[T]{name: norm.NFC.String(strings.TrimSpace(text))}
	if q.who, q.exact = l.byID[q.name]; !q.exact {
		if q.bearers = l.names[fold(q.name)]; q.bearers == nil {
			if name, qualifier := cutQualifier(q.name); qualifier != "" {
				q.name, q.qualifier = name, qualifier
				q.bearers = l.names[fold(name)]
			}
		}
		const article = "the " // the Giants
		if l.kind == "team" && q.bearers == nil && len(q.name) > len(article) && strings.EqualFold(q.name[:len(article)], article) {
			if bearers := l.names[fold(q.name[len(article):])]; bearers != nil {
				q.name, q.bearers = strings.TrimSpace(q.name[len(article):]), bearers
			}
		}
	}
	l.memo[text] = q
	return q
}

// An answer says who is meant by a text on a day, or why nobody is.
type answer[T subject[T]] struct {
	who     T
	found   bool
	printed string  // how the post prints it
	teams   []*Team // of a player, that day
	other   string  // the registered name when its capitals differ from what was typed
	guess   string  // why who, or that it is one of several, is a guess; empty when it is not
	several []T     // who could be meant, in order of id, when more than one
	later   []T     // who bears the name, but was not known that day
	unfit   []T     // who bears the name, but not the qualifier
	name    string  // what was asked for, without qualifier
}

// Why an answer is a guess.
const (
	unlisted = "its record does not list that"
	notThen  = "it was not called that on that day"
)

// candidates returns who could be meant: one when somebody is.
func (a *answer[T]) candidates() []T {
	if a.found {
		return []T{a.who}
	}
	return a.several
}

// resolve says who is meant by text on day. The answer holds until l is asked of the
// same text again.
func (l lookup[T]) resolve(text string, day Day) *answer[T] {
	q := l.query(text)
	if q.sure && q.lasts.Covers(day) {
		return &q.last
	}
	a := &q.last
	*a = q.resolve(day, nil)
	if a.found {
		a.teams = a.who.teamsOn(day)
	}
	// A qualifier may turn with other records.
	if q.sure = a.found && a.guess == "" && q.qualifier == ""; q.sure {
		q.lasts = q.lasting(a.who, day)
	}
	return a
}

// resolve says who is meant on day, of those whom among lets through; nil is everybody.
func (q *query[T]) resolve(day Day, among func(T) bool) answer[T] {
	if q.exact {
		return answer[T]{who: q.who, found: true, printed: q.who.printed(q.name, "", day), name: q.name}
	}
	a := answer[T]{name: q.name}
	var able []bearer[T]
	for _, b := range q.bearers {
		switch {
		case among != nil && !among(b.who):
		case b.who.known() > day:
			a.later = add(a.later, b.who)
		case q.qualifier != "" && !b.who.fits(q.qualifier, day):
			a.unfit = add(a.unfit, b.who)
		default:
			able = append(able, b)
		}
	}
	// Whoever bears the name that day comes first, then by what they are known,
	// then whoever ever bore it.
	for _, step := range []struct {
		rank  rank
		today bool
	}{{aName, true}, {aCity, true}, {aName, false}, {aCity, false}} {
		var best bearer[T]
		var several []T
		for _, b := range able {
			// One team may write out the city that another abbreviates.
			fits := b.rank == step.rank || b.rank == anInitial && step.rank == aCity
			if fits && (!step.today || b.Covers(day)) {
				if len(several) == 0 || b.rank < best.rank || b.who == best.who && b.rank == best.rank && b.From > best.From {
					best = b
				}
				several = add(several, b.who)
			}
		}
		guess := ""
		switch {
		case !step.today:
			guess = notThen
		case best.rank == anInitial:
			guess = unlisted
		}
		switch {
		case len(several) == 1:
			found := q.answer(best, day)
			found.guess = guess
			return found
		case len(several) > 1:
			a.several, a.guess = several, guess
			return a
		}
	}
	return a
}

func (q *query[T]) answer(b bearer[T], day Day) answer[T] {
	a := answer[T]{who: b.who, found: true, name: q.name, printed: b.who.printed(q.name, b.text, day)}
	if q.name != b.text {
		if _, differ := withCapitals(q.name, b.text); differ {
			a.other = b.text
		}
	}
	return a
}

func add[T comparable](list []T, who T) []T {
	if slices.Contains(list, who) {
		return list
	}
	return append(list, who)
}

// list names several with what tells them apart on day.
func list[T subject[T]](several []T, day Day) string {
	parts := make([]string, len(several))
	for i, who := range several {
		parts[i] = who.id()
		if tells := who.tells(day); tells != "" {
			parts[i] += " (" + tells + ")"
		}
	}
	return strings.Join(parts, "; ")
}

// report adds the problem that a has, if any, to problems. It reports whether
// the name is one that may go without a record.
func (l lookup[T]) report(a *answer[T], w written, day Day, doc *content.Document, policy config.Unregistered, problems *problem.List) (unregistered bool) {
	switch {
	case a.found:
		if a.guess != "" {
			w.report(problems, doc, problem.FormerName, fmt.Sprintf("%q is taken for %s %s, though %s", w.text, l.kind, a.who.id(), a.guess),
				"write the id, or the name borne on "+string(day))
		}
		if a.other != "" && l.kind != "team" {
			w.report(problems, doc, problem.NameCase, fmt.Sprintf("%q is registered as %q", a.name, a.other), "")
		}
		if heir, ok := l.heir(a, w.text, day); ok {
			p := problem.New(problem.NearName, doc.Path, int(w.line), int(w.column),
				fmt.Sprintf("%q is %s, whose career was over", w.text, a.who.id()), "write the id of who is meant: "+a.who.id()+" or "+heir.id())
			p.Severity = problem.Warning
			*problems = append(*problems, p)
		}
		return false
	case len(a.several) > 0:
		rule, hint := problem.AmbiguousName, "write one of the ids, or run pressbox resolve"
		if l.kind == "team" {
			rule = problem.AmbiguousTeam
		}
		if q := tellingQualifier(a.several, day); q != "" {
			hint = fmt.Sprintf("write one of the ids, or say which, like \"%s (%s)\"", a.name, q)
		}
		w.report(problems, doc, rule, fmt.Sprintf("%q is the name of %d %ss: %s", w.text, len(a.several), l.kind, list(a.several, day)), hint)
		return false
	case len(a.unfit) > 0:
		w.report(problems, doc, problem.AmbiguousName,
			fmt.Sprintf("%q was not true of any %q on %s: %s", w.text, a.name, day, list(a.unfit, day)), "write one of the ids")
		return false
	case len(a.later) > 0:
		p := problem.New(problem.NearName, doc.Path, int(w.line), int(w.column),
			fmt.Sprintf("%q is the name of %s, not known before %s", w.text, list(a.later, day), a.later[0].known()),
			"write the id if that is who is meant, or register who is")
		_, taken := l.byID[Slug(a.name)]
		if policy == config.Allow && !taken {
			p.Severity = problem.Warning
		}
		*problems = append(*problems, p)
		return policy == config.Allow && !taken
	}
	if names := l.several(a.name, day); names != "" {
		w.report(problems, doc, problem.NearName, fmt.Sprintf("%q holds several names", w.text), "write them as a list: "+names)
		return false
	}
	s := l.stranger(a.name)
	if s.fault != "" {
		w.report(problems, doc, problem.BadValue, fmt.Sprintf("the %s's name %q %s", l.kind, a.name, s.fault), "")
		return false
	}
	if s.unread {
		return false
	}
	if s.taken {
		w.report(problems, doc, problem.NearName, fmt.Sprintf("%q is not among the names of %s %s, whose address it would have", w.text, l.kind, Slug(a.name)),
			"write the id, or add the name to the record")
		return false
	}
	near := s.near
	switch {
	case policy == config.Refuse:
		hint := "make a record: pressbox new " + l.kind + " " + quote(a.name)
		if len(near) > 0 {
			hint = didYouMean(near)
		}
		p := problem.New(problem.UnregisteredName, doc.Path, int(w.line), int(w.column), fmt.Sprintf("unknown %s %q", l.kind, w.text), hint)
		p.Severity = problem.Error
		*problems = append(*problems, p)
		return false
	case len(near) > 0:
		p := problem.New(problem.NearName, doc.Path, int(w.line), int(w.column), fmt.Sprintf("unknown %s %q", l.kind, w.text), didYouMean(near))
		if policy == config.Allow {
			p.Severity = problem.Warning
		}
		*problems = append(*problems, p)
		return policy == config.Allow
	}
	return true
}

// heir returns who plays on day and is called as somebody whose career is over, but for
// the Jr. behind the name that text leaves out.
func (l lookup[T]) heir(a *answer[T], text string, day Day) (heir T, ok bool) {
	if p, player := any(a.who).(*Player); !player || !p.over(day) || text == p.ID {
		return heir, false
	}
	for _, suffix := range suffixes {
		for _, b := range l.names[fold(a.name)+suffix] {
			if p, _ := any(b.who).(*Player); b.Covers(day) && p.known() <= day && !p.over(day) {
				return b.who, true
			}
		}
	}
	return heir, false
}

// several returns the names between the commas of text as a list, if they are such as
// are known. Behind a source's name an outlet may stand.
func (l lookup[T]) several(text string, day Day) string {
	if !strings.Contains(text, ",") {
		return ""
	}
	names := strings.Split(text, ",")
	known := 0
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
		if a := l.resolve(names[i], day); a.found || len(a.several) > 0 {
			known++
		}
	}
	if known < 1 || known < len(names) && l.kind == "source" {
		return ""
	}
	return "[" + strings.Join(names, ", ") + "]"
}

// quote quotes a name for a command line.
func quote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }

func didYouMean(ids []string) string { return "did you mean " + strings.Join(ids, " or ") + "?" }

// tellingQualifier returns what, in parentheses behind the name, means the first of
// several and no other.
func tellingQualifier[T subject[T]](several []T, day Day) string {
	for part := range strings.SplitSeq(several[0].tells(day), ", ") {
		part = strings.TrimPrefix(part, "born ")
		fits := 0
		for _, who := range several {
			if who.fits(part, day) {
				fits++
			}
		}
		if fits == 1 && several[0].fits(part, day) {
			return part
		}
	}
	return ""
}
