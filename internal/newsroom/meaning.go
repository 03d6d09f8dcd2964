package newsroom

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// A Directory says what words mean that stand in no post yet: the categories and
// tags of another program. It is for one goroutine.
type Directory struct {
	players lookup[*Player]
	teams   lookup[*Team]
	sources lookup[*Source]
	authors lookup[*Author]
}

// Directory returns the names of the records of n.
func (n *Newsroom) Directory() *Directory {
	return &Directory{
		players: directoryOf("player", n.Players).lookup(),
		teams:   directoryOf("team", n.Teams).lookup(),
		sources: directoryOf("source", n.Sources).lookup(),
		authors: directoryOf("author", n.Authors).lookup(),
	}
}

func directoryOf[T interface {
	subject[T]
	Registered() bool
}](kind string, all []T) *registry[T] {
	var registered []T
	for _, who := range all {
		if who.Registered() {
			registered = append(registered, who)
		}
	}
	slices.SortFunc(registered, func(a, b T) int { return strings.Compare(a.id(), b.id()) })
	return register(kind, registered, nil, func(T, string) {}) // who know their names
}

// A Meaning is what a word means on a day.
type Meaning struct {
	Kind  string // player, team or source; author for Author; empty when nothing is meant for certain
	Text  string // how a post of that day names it
	Doubt string // what the word may mean, and why that is not certain; empty when it means nothing or Kind is set
}

// Meaning says whom or what a word means on a day, by the rules for posts with one
// exception: nothing is guessed. An id counts only if no name is spelled like it,
// for other programs make josh-allen of every Josh Allen.
func (d *Directory) Meaning(word string, day Day) Meaning {
	var found, doubts []Meaning
	for _, m := range []Meaning{meaning(d.players, word, day), meaning(d.teams, word, day), meaning(d.sources, word, day)} {
		switch {
		case m.Kind != "":
			found = append(found, m)
		case m.Doubt != "":
			doubts = append(doubts, m)
		}
	}
	switch {
	case len(found) == 1 && len(doubts) == 0:
		return found[0]
	case len(found) > 1:
		return Meaning{Doubt: "is the name of a " + found[0].Kind + " and of a " + found[1].Kind}
	case len(doubts) > 0:
		return doubts[0]
	}
	return Meaning{}
}

// Author says which author's record a name means.
func (d *Directory) Author(name string, day Day) Meaning { return meaning(d.authors, name, day) }

func meaning[T subject[T]](l lookup[T], word string, day Day) Meaning {
	q := &query[T]{name: norm.NFC.String(strings.TrimSpace(word))}
	if q.bearers = l.names[fold(q.name)]; q.bearers == nil {
		name, qualifier := cutQualifier(q.name)
		if bearers := l.names[fold(name)]; qualifier != "" && bearers != nil {
			q.name, q.qualifier, q.bearers = name, qualifier, bearers
		} else if q.who, q.exact = l.byID[q.name]; !q.exact {
			return Meaning{}
		}
	}
	a := q.resolve(day, nil)
	switch {
	case len(a.several) > 0:
		return Meaning{Doubt: fmt.Sprintf("is the name of %d %ss: %s", len(a.several), l.kind, list(a.several, day))}
	case a.found && slices.ContainsFunc(q.bearers, func(b bearer[T]) bool { return b.rank == anInitial && b.who != a.who && b.Covers(day) }):
		return Meaning{Doubt: fmt.Sprintf("is a name of %s %s, and the initials of another's city", l.kind, a.who.id())}
	case a.found && a.guess != "":
		return Meaning{Doubt: fmt.Sprintf("may mean %s %s, though %s", l.kind, a.who.id(), a.guess)}
	case a.found && a.other != "" && a.other == strings.ToUpper(a.other) && l.kind == "team":
		return Meaning{Doubt: fmt.Sprintf("is the abbreviation %s of %s in other letters", a.other, a.who.id())} // or the word "car"
	case a.found:
		text := a.printed
		for _, b := range q.bearers { // as its record has it, whatever hyphens stood for
			if b.who == a.who && l.kind != "team" && b.Covers(day) {
				text = b.text
				break
			}
		}
		if again := l.resolve(text, day); !again.found || again.who != a.who || again.guess != "" {
			text = a.who.id()
		}
		return Meaning{Kind: l.kind, Text: text}
	case len(a.later) > 0:
		return Meaning{Doubt: fmt.Sprintf("is the name of %s, not known before %s", list(a.later, day), a.later[0].known())}
	}
	return Meaning{Doubt: fmt.Sprintf("was not true of any %q that day: %s", a.name, list(a.unfit, day))}
}
