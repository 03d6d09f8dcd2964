package plan

import (
	"slices"

	"pressbox/internal/newsroom"
)

// tellApart gives the pages on players of one name titles that tell them apart.
func (d *desk) tellApart() {
	bearers := make(map[string]int, len(d.room.Players))
	for _, p := range d.room.Players {
		bearers[d.on(p).name]++
	}
	for _, p := range d.room.Players {
		s, title := d.on(p), ""
		if bearers[s.name] > 1 {
			title = s.name + " (" + apart(p) + ")"
		}
		if title != s.title { // plans share subjects
			retitled := *s
			retitled.title = title
			d.subjects[p.Shelf()] = &retitled
		}
	}
}

// apart tells p from namesakes on every page about p, whatever p plays today.
func apart(p *newsroom.Player) string {
	if p.Born != "" {
		return string(p.Born[:len("2006")])
	}
	return p.ID
}

// playerPage makes a page of a player. A numbered one has only what does not
// change with time: neither team nor position of today.
func (d *desk) playerPage(p *newsroom.Player, number int) any {
	s := d.on(p)
	page := &PlayerPage{
		Head:       d.subjectHead(s, "players", number),
		ID:         p.ID,
		Player:     PlayerLink{Link: Link{Text: s.name, URL: s.url}, Initials: s.letters},
		Registered: p.Registered(),
	}
	posts := d.room.On(p)
	page.List = d.list(s.run, number, func(i int) (Item, bool) {
		item, ok := d.item(posts[i])
		if !ok {
			return item, false
		}
		day, team := posts[i].Day, posts[i].TeamOf(p)
		item.Team = d.teamThen(team, day)
		if league := leagueOf(p, team); league != nil {
			item.Season = league.Season(day)
		}
		return item, true
	})
	if number != 0 {
		return page
	}
	if p.Registered() {
		now := p.At(d.today)
		box := d.facts(now)
		page.Facts = &box
		page.Player = box.Player
		page.Former = now.Former
		page.Description = d.room.Text(p.Doc).Summary()
	}
	for _, n := range p.Nicknames {
		page.Nicknames = append(page.Nicknames, n.Text)
	}
	page.Born, page.Died, page.Retired = Time(p.Born), Time(p.Died), Time(p.Retired)
	for _, st := range p.Stints {
		if st.Team != nil {
			page.Stints = append(page.Stints, StintLine{Team: *d.teamThen(st.Team, st.From), From: Time(st.From), To: Time(st.To)})
		}
	}
	for i := range p.Contracts {
		page.Contracts = append(page.Contracts, *d.contract(&p.Contracts[i], 0, currency(p, &p.Contracts[i])))
	}
	for i := len(p.Stats) - 1; i >= 0; i-- {
		if line := p.Stats[i]; i == len(p.Stats)-1 || line.Season != p.Stats[i+1].Season {
			page.Stats = append(page.Stats, statBox(&p.Stats[i]))
		}
	}
	slices.SortStableFunc(page.Stats, func(a, b StatBox) int { return b.Season - a.Season })
	page.Body = d.textBody(p.Doc)
	page.Image = d.image(p.Image)
	page.Head.Image = shared(page.Image)
	page.Params = params(p.Params)
	return page
}

// leagueOf returns the league whose seasons a player's posts are told by: that of
// his or her team, else of the first team there was.
func leagueOf(p *newsroom.Player, t *newsroom.Team) *newsroom.League {
	if t != nil {
		return t.League
	}
	for _, st := range p.Stints {
		if st.Team != nil && st.Team.League != nil {
			return st.Team.League
		}
	}
	if p.Draft != nil && p.Draft.Team != nil {
		return p.Draft.Team.League
	}
	return nil
}

func currency(p *newsroom.Player, c *newsroom.Contract) string {
	if l := leagueOf(p, c.Team); l != nil {
		return l.Currency
	}
	return ""
}

// facts turns what is known of a player into what a page shows.
func (d *desk) facts(f newsroom.Facts) FactsBox {
	p := f.Player
	s := d.on(p)
	box := FactsBox{
		Player:  PlayerLink{Link: Link{Text: f.Name, URL: s.urlOf()}, Initials: s.initials(f.Name), Position: f.Position},
		Role:    f.Role,
		Astray:  f.Astray,
		Age:     f.Age,
		College: p.College,
		Season:  f.Season,
	}
	for _, m := range f.Teams {
		box.Teams = append(box.Teams, d.teamLink(m.Team, m.Text, f.Day))
	}
	if len(box.Teams) > 0 {
		box.Player.Team = &box.Teams[0]
	}
	if dr := p.Draft; dr != nil && drafted(p, f.Day) {
		box.Draft = &DraftLine{Undrafted: dr.Undrafted, Year: dr.Year, Round: dr.Round, Pick: dr.Pick}
		if dr.Team != nil {
			l := d.teamLink(dr.Team, dr.TeamText, f.Day)
			box.Draft.Team = &l
		}
	}
	if f.Contract != nil {
		box.Contract = d.contract(f.Contract, f.ContractYear, f.Currency)
	}
	if f.Stats != nil {
		stats := statBox(f.Stats)
		box.Stats = &stats
	}
	return box
}

// drafted reports whether p's draft was over on day. Of the draft only the year is
// known; in that year the stint with the team that drafted tells, else the first.
func drafted(p *newsroom.Player, day newsroom.Day) bool {
	if year := day.Year(); year != p.Draft.Year {
		return year > p.Draft.Year
	}
	for _, s := range p.Stints {
		if s.Team == p.Draft.Team && s.From.Year() == p.Draft.Year {
			return s.From <= day
		}
	}
	return len(p.Stints) == 0 || p.Stints[0].From <= day
}

func (d *desk) contract(c *newsroom.Contract, year int, money string) *ContractLine {
	return &ContractLine{
		Team: d.teamThen(c.Team, c.Start), Signed: Time(c.Signed), Year: year, Years: c.Years,
		Total: c.Total, Bonus: c.Bonus, Currency: money,
	}
}

func statBox(line *newsroom.StatLine) StatBox {
	box := StatBox{Season: line.Season, Through: Time(line.Through), Games: line.Games}
	for _, g := range line.Groups {
		group := StatGroup{Label: g.Label, Figures: make([]Figure, len(g.Figures))}
		for i, f := range g.Figures {
			group.Figures[i] = Figure{Label: f.Label, Value: f.Value}
		}
		box.Groups = append(box.Groups, group)
	}
	return box
}

// playerIndex makes /players/: all by letter, those with a position by it, and
// those who have a team by that.
func (d *desk) playerIndex() any {
	page := d.listPage(at(d.base, "players/"), "players")
	letters := grouping{by: "letter"}
	positions := grouping{by: "position"}
	teams := grouping{by: "team"}
	for _, p := range d.room.Players {
		s := d.on(p)
		entry := IndexEntry{Link: Link{Text: s.name, URL: s.url}}
		bare := entry
		if p.Registered() {
			entry.Position = p.Position(d.today)
			bare.Detail = p.RoleOn(d.today)
			entry.Detail = bare.Detail
			if now := p.TeamsOn(d.today); len(now) > 0 {
				entry.Team = d.teamThen(now[0], d.today)
			}
		}
		letters.put(indexLetter(sortName(p)), entry)
		if entry.Position != "" {
			positions.put(entry.Position, bare)
		}
		if entry.Team != nil {
			i := teams.put(entry.Team.Text, bare)
			teams.groups[i].Team = entry.Team
		}
	}
	positions.sort()
	teams.sort()
	page.Groups = slices.Concat(letters.groups, positions.groups, teams.groups)
	return page
}

func sortName(p *newsroom.Player) string {
	if p.Sort != "" {
		return p.Sort
	}
	return p.Name("")
}
