package newsroom

import (
	"cmp"
	"slices"

	"pressbox/internal/content"
)

// A Guess is a place where a name means several, or was resolved by guess.
type Guess struct {
	Place
	Text       string      // as written
	Kind       string      // player, team, source or author
	Day        Day         // as of which it was resolved
	Candidates []Candidate // in order of id; one when it was guessed
	Chosen     string      // the id that is probably meant; empty when nothing tells
	Why        string      // Chosen was chosen
}

// A Candidate is one who could be meant.
type Candidate struct {
	ID    string
	Label string // what tells him, her or it apart that day
}

// A spot is what tells of the name that stands there.
type spot struct {
	draft  *postDraft // nil in the body of a record
	outlet string     // named with a source
	body   bool       // in a body, which the front matter may explain
	open   bool       // where Rewrite puts no id
}

// A pendingGuess is a guess with what it can be settled by.
type pendingGuess struct {
	Guess
	spot
	who []any // the candidates, index by index
}

// remember keeps an answer that is not sure.
func remember[T subject[T]](w *worker, l lookup[T], doc *content.Document, at written, day Day, a *answer[T], s spot) {
	if a.guess == "" && len(a.several) == 0 {
		return
	}
	g := pendingGuess{spot: s, Guess: Guess{Place: Place{doc.Path, int(at.line), int(at.column)}, Text: at.text, Kind: l.kind, Day: day}}
	several := a.several
	if a.found {
		several = []T{a.who}
		if !g.open {
			g.Chosen, g.Why = a.who.id(), "nobody else ever bore the name"
		}
	}
	for _, who := range several {
		g.Candidates = append(g.Candidates, Candidate{who.id(), who.tells(day)})
		g.who = append(g.who, who)
	}
	w.pending = append(w.pending, g)
}

// guesses settles what can be settled, now that every post is resolved. This is
// never done for what is published: only an id that somebody puts into the post
// decides there.
func (x *index) guesses(room *Newsroom) []Guess {
	settled := map[*postDraft][]any{} // by the front matter of a post
	told := tellings{room: room, about: map[*Story]map[any]bool{}}
	pending := slices.Clone(x.pending)
	for _, body := range []bool{false, true} {
		for i := range pending {
			if g := &pending[i]; g.body == body && g.Chosen == "" && !g.open {
				if who := g.settle(&told, settled[g.draft]); who != nil && !body {
					settled[g.draft] = append(settled[g.draft], who)
				}
			}
		}
	}
	list := make([]Guess, len(pending))
	for i := range pending {
		list[i] = pending[i].Guess
	}
	slices.SortFunc(list, func(a, b Guess) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Kind, b.Kind))
	})
	return list
}

// settle chooses a candidate if anything tells one from the others, and returns whom;
// nil for nobody. What tells some from the others leaves those. settled are those who
// the front matter of the post was found to mean.
func (g *pendingGuess) settle(told *tellings, settled []any) any {
	left := make([]int, len(g.who))
	for i := range left {
		left[i] = i
	}
	for _, reason := range []struct {
		why  string
		fits func(any) bool
	}{
		{"the post is about the same", func(who any) bool { return g.body && (g.inPost(who) || slices.Contains(settled, who)) }},
		{"the post names the others already", func(who any) bool { return !g.body && !g.inPost(who) && !slices.Contains(settled, who) }},
		{"a team of that day is in the post", g.teamInPost},
		{"the story is about the same", func(who any) bool { return g.inStory(told, who) }},
		{"the outlet of that day is in the post", g.outletInPost},
		{"the others had retired by then", func(who any) bool { p, ok := who.(*Player); return ok && !p.over(g.Day) }},
	} {
		fit := slices.DeleteFunc(slices.Clone(left), func(i int) bool { return !reason.fits(g.who[i]) })
		if len(fit) > 0 {
			left = fit
		}
		if len(left) == 1 {
			g.Chosen, g.Why = g.Candidates[left[0]].ID, reason.why
			return g.who[left[0]]
		}
	}
	if g.Kind == "team" {
		return nil // it has its id from the name of today, and its namesake may be of another sport
	}
	for _, i := range left {
		if c := g.Candidates[i]; c.ID == Slug(g.Text) {
			g.Chosen, g.Why = c.ID, "the name alone is its id"
			return g.who[i]
		}
	}
	return nil
}

// inPost reports whether the front matter of the post names who, sure as can be.
func (g *pendingGuess) inPost(who any) bool {
	if g.draft == nil {
		return false
	}
	post := g.draft.post
	switch who := who.(type) {
	case *Player:
		return post.names(who)
	case *Team:
		return slices.ContainsFunc(post.Teams, func(m TeamMention) bool { return m.Typed && m.Team == who })
	case *Source:
		return slices.ContainsFunc(post.Sources, func(c Credit) bool { return c.Source == who })
	case *Author:
		return slices.Contains(post.Authors, who)
	}
	return false
}

func (g *pendingGuess) teamInPost(who any) bool {
	if g.draft == nil {
		return false
	}
	post := g.draft.post
	switch who := who.(type) {
	case *Player:
		return slices.ContainsFunc(post.Teams, func(m TeamMention) bool {
			return m.Typed && m.Team != nil && slices.Contains(who.TeamsOn(g.Day), m.Team)
		})
	case *Team:
		return slices.ContainsFunc(post.Players, func(m PlayerMention) bool { return slices.Contains(m.Teams, who) })
	}
	return false
}

func (g *pendingGuess) inStory(told *tellings, who any) bool {
	return g.draft != nil && g.draft.post.Story != nil && told.by(g.draft.post.Story)[who]
}

// Tellings are whom and which teams stories are about, found once of each, for a story
// of thousands may have as many guesses.
type tellings struct {
	room  *Newsroom
	about map[*Story]map[any]bool
}

func (t *tellings) by(s *Story) map[any]bool {
	about := t.about[s]
	if about == nil {
		about = map[any]bool{}
		for _, p := range t.room.On(s) {
			for _, m := range p.Players {
				about[m.Player] = true
			}
			for _, m := range p.Teams {
				about[m.Team] = true
			}
		}
		t.about[s] = about
	}
	return about
}

func (g *pendingGuess) outletInPost(who any) bool {
	s, ok := who.(*Source)
	return ok && g.outlet != "" && fold(g.outlet) == fold(s.Outlet(g.Day))
}
