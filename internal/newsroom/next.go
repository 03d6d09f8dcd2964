package newsroom

import "time"

// next returns the next instant after now at which the newsroom changes by itself: a
// post's turn comes or goes, or anything else becomes another.
func (x *index) next() time.Time {
	first := x.turn
	for _, p := range x.read.posts {
		first = x.sooner(first, p.turn(x))
	}
	return first
}

// turn returns the next instant after now at which the post is another by itself; zero
// when never.
func (d *postDraft) turn(x *index) (first time.Time) {
	if d == nil || !d.dated || d.post.Draft && !x.drafts {
		return first
	}
	for _, t := range [...]time.Time{d.post.Time, d.post.Expires, d.post.due} {
		first = x.sooner(first, t)
	}
	return first
}

// nextTurn returns the next instant after now at which anything but a post is another:
// a new day makes a fact another, or a page was updated. It is zero when never.
func (x *index) nextTurn(room *Newsroom) (first time.Time) {
	for _, p := range room.Pages {
		first = x.sooner(first, p.due)
	}
	if day := x.nextDay(room); day != "" {
		first = x.sooner(first, day.Start(x.now.Location()))
	}
	return first
}

// sooner returns t if it is after now and before first; else first. A zero one is none.
func (x *index) sooner(first, t time.Time) time.Time {
	if t.After(x.now) && (first.IsZero() || t.Before(first)) {
		return t
	}
	return first
}

// nextDay returns the first day after today on which a fact becomes another.
func (x *index) nextDay(room *Newsroom) Day {
	first := Day("")
	on := func(day Day) {
		if day > x.today && (first == "" || day < first) {
			first = day
		}
	}
	span := func(s Span) { on(s.From); on(s.To) }
	dated := func(list []Dated) {
		for _, d := range list {
			span(d.Span)
		}
	}
	year, _, _ := x.today.Date()
	turns := map[*League]bool{} // leagues in which somebody's season counts
	for _, p := range room.Players {
		if p.Doc == nil {
			continue
		}
		dated(p.Names)
		dated(p.Nicknames)
		dated(p.Positions)
		if p.Born != "" && !p.dead(x.today) {
			for y := year; y <= year+1; y++ { // this year's birthday may be over
				on(birthday(p.Born, y))
			}
		}
		on(p.known())
		on(p.Died)
		on(p.Retired)
		for _, s := range p.Stints {
			span(s.Span)
		}
		active := !p.over(x.today)
		if l := p.careerLeague(); l != nil && active {
			turns[l] = true
		}
		for i := range p.Contracts {
			c := &p.Contracts[i]
			on(c.Start)
			if !active {
				continue
			}
			if l := p.contractLeague(c); l != nil {
				turns[l] = true
			} else {
				for y := year; y <= year+1; y++ {
					on(birthday(c.Start, y))
				}
			}
		}
		for _, s := range p.Stats {
			on(s.Through)
		}
	}
	for l := range turns {
		on(l.seasonStart(year))
		on(l.seasonStart(year + 1))
	}
	for _, t := range room.Teams {
		dated(t.Names)
		dated(t.Nicknames)
		dated(t.Abbreviations)
	}
	for _, s := range room.Sources {
		dated(s.Outlets)
	}
	return first
}

// birthday returns the day of a year on which somebody born on a day grows older.
func birthday(born Day, year int) Day {
	_, month, day := born.Date()
	if month == 2 && day == 29 && daysIn(year, 2) == 28 {
		return dayFrom(year, 3, 1)
	}
	return dayFrom(year, month, day)
}
