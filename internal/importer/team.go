package importer

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"pressbox/internal/newsroom"
)

// A Teams maps what a table calls a team in a season to the id of a record.
type Teams struct {
	given []mapping
	room  *newsroom.Newsroom
	in    *newsroom.League // only teams of it are looked up; nil for all
}

// A mapping is a line of a table of teams.
type mapping struct {
	word     string
	team     string // id; empty for no team
	from, to int    // seasons, both included; 0 means no limit
}

// ReadTeams reads a table with the columns abbreviation, team, from and to: in the
// seasons from…to, both included, either of which may be empty, abbreviation means
// the team of that id; an empty team means none. What it does not map is looked up
// among the names of the teams of room; of those of one league, if its id is given.
func ReadTeams(in io.Reader, room *newsroom.Newsroom, league string) (*Teams, error) {
	t := &Teams{room: room}
	for _, l := range room.Leagues {
		if l.ID == league {
			t.in = l
		}
	}
	if league != "" && t.in == nil {
		return nil, fmt.Errorf("no team is of the league %q", league)
	}
	if in == nil {
		return t, nil
	}
	rows, err := readTable(in, map[Column]string{Name: "abbreviation", Team: "team", Year: "from", Pick: "to"})
	if err != nil {
		return nil, err
	}
	ids := map[string]bool{"": true}
	for _, team := range room.Teams {
		ids[team.ID] = team.Registered()
	}
	for _, r := range rows {
		m := mapping{word: r.get(Name), team: r.get(Team)}
		if !ids[m.team] {
			return nil, fmt.Errorf("line %d: no record has the id %q", r.line, m.team)
		}
		for _, year := range []struct {
			to   *int
			text string
		}{{&m.from, r.get(Year)}, {&m.to, r.get(Pick)}} {
			if year.text == "" {
				continue
			}
			if *year.to, err = strconv.Atoi(year.text); err != nil {
				return nil, fmt.Errorf("line %d: %q is not a season", r.line, year.text)
			}
		}
		t.given = append(t.given, m)
	}
	return t, nil
}

// none are the words that tables have for no team.
var none = map[string]bool{"": true, "FA": true, "UFA": true, "RET": true, "-": true, "NONE": true}

// find returns the id of the team that word means in a season; empty when it
// means none. ok is false when nothing is known of it.
func (t *Teams) find(word string, season int) (id string, ok bool) {
	for _, m := range t.given {
		if strings.EqualFold(m.word, word) && (m.from == 0 || season >= m.from) && (m.to == 0 || season <= m.to) {
			return m.team, true
		}
	}
	if none[strings.ToUpper(word)] {
		return "", true
	}
	// The middle of a season of most leagues; what matters is the year.
	day := newsroom.Day(fmt.Sprintf("%04d-10-15", season))
	found := 0
	for _, team := range t.room.Teams {
		if team.Registered() && (t.in == nil || team.League == t.in) && bears(team, word, day) {
			id = team.ID
			found++
		}
	}
	return id, found == 1
}

// bears reports whether a team is called word on a day.
func bears(t *newsroom.Team, word string, day newsroom.Day) bool {
	if t.ID == word || strings.EqualFold(t.Nickname, word) {
		return true
	}
	for _, a := range t.Abbreviations {
		if strings.EqualFold(a.Text, word) && a.Covers(day) {
			return true
		}
	}
	return strings.EqualFold(t.Name(day), word)
}

// A stint is time with a team as a table has it.
type stint struct {
	team string // as the table calls it
	season,
	week int
}

var stintForm = regexp.MustCompile(`^(.*)@(\d{4})(?:w(\d{1,2}))?$`)

// readStints reads TEAM@SEASONwWEEK > TEAM@SEASONwWEEK.
func readStints(text string) ([]stint, error) {
	var stints []stint
	for _, part := range strings.Split(text, ">") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		m := stintForm.FindStringSubmatch(part)
		if m == nil {
			return nil, fmt.Errorf("%q is not a team with a season and a week (BUF@2021w1)", part)
		}
		s := stint{team: strings.TrimSpace(m[1])}
		s.season, _ = strconv.Atoi(m[2]) // digits
		s.week, _ = strconv.Atoi(m[3])   // digits, or nothing
		switch {
		case s.week > 53 || s.season == 0:
			return nil, fmt.Errorf("%q is in a week that no season has", part)
		case len(stints) > 0 && before(s, stints[len(stints)-1]):
			return nil, fmt.Errorf("%q comes after a later team", part)
		}
		stints = append(stints, s)
	}
	return stints, nil
}

// day returns the day on which a week of a season begins. kickoff is the month and
// day on which the first one does; without it that is the Thursday after the first
// Monday of September, as in the National Football League.
func (s stint) day(kickoff string) newsroom.Day {
	first := time.Date(s.season, time.September, 1, 0, 0, 0, 0, time.UTC)
	if month, day, ok := strings.Cut(kickoff, "-"); ok {
		m, _ := strconv.Atoi(month)
		d, _ := strconv.Atoi(day)
		first = time.Date(s.season, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	} else {
		monday := (8 - int(first.Weekday())) % 7
		first = first.AddDate(0, 0, monday+3)
	}
	return newsroom.DayOf(first.AddDate(0, 0, 7*(max(s.week, 1)-1)))
}
