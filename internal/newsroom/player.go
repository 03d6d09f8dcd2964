package newsroom

import (
	"pressbox/internal/content"
	"pressbox/internal/meta"
)

// A Player is a person that posts are about: a player, a coach, an executive.
type Player struct {
	ID        string
	Doc       *content.Document // nil when no record describes him or her
	Sort      string            // sort name: "Akers, Cam"
	Names     []Dated           // oldest first, at least one
	Nicknames []Dated
	Positions []Dated
	Role      string // of a coach or an executive, who has no position
	Born      Day
	Died      Day
	Retired   Day
	College   string
	Draft     *Draft     // nil when unknown; Round 0 means undrafted
	Stints    []Stint    // by From
	Contracts []Contract // by Start
	Stats     []StatLine // by Through
	Aliases   []Alias
	Image     *Image
	Params    meta.Value
	Links     []Ref
	Posts     []Mention // oldest first
}

// Registered reports whether a record describes p.
func (p *Player) Registered() bool { return p.Doc != nil }

// A Mention is a post in the list of a player: with the team of the time.
type Mention struct {
	Post *Post
	Team *Team  // nil when he or she had none
	Text string // the team's name that day
}

// A Dated is an attribute with the days on which it held.
type Dated struct {
	Text string
	Span
}

// A Draft is where a player was drafted.
type Draft struct {
	Year, Round, Pick int // Pick is overall; 0 when unknown
	Team              *Team
	TeamText          string // the name it bore that day
}

// A Stint is time with a team.
type Stint struct {
	Team *Team
	Span
}

// A Contract is a deal; it follows a traded player.
type Contract struct {
	Team         *Team
	Signed       Day
	Start        Day // Signed unless written
	Years        int
	Total, Bonus int64 // in whole units of the league's currency; 0 when unknown
}

// A StatLine is what a player did in a season up to a day.
type StatLine struct {
	Season  int
	Through Day
	Games   int
	Groups  []StatGroup
}

// A StatGroup is figures that belong together, in the order of the league's record.
type StatGroup struct {
	Name    string // rushing
	Label   string // Rushing
	Figures []Figure
}

// A Figure is one number, rounded and ready to print in the site's neutral form
// (2.96, 1234); themes group digits.
type Figure struct {
	Name  string // yards
	Label string // Yds
	Value string
}

// A Facts is what is known of a player as of a day.
type Facts struct {
	Player       *Player
	Day          Day
	Name         string        // borne that day
	Former       []string      // names borne before, oldest first
	Age          int           // in years; 0 when unknown or after death
	Teams        []TeamMention // none, one, or club and country
	Position     string
	Season       int       // of the career, from 1; 0 when unknown, not begun or over
	Contract     *Contract // the newest started and not run out
	ContractYear int       // of Contract, from 1
	Currency     string    // ISO 4217, of Contract's league
	Stats        *StatLine // the newest not later than Day, derived figures included
}

// At returns what is known of p as of day.
func (p *Player) At(day Day) Facts { return Facts{Player: p, Day: day} }
