// Package newsroom turns documents into a newsroom: posts, and the people, teams,
// sources and stories they are about, cross-checked as of the posts' dates.
//
// Its one law: identity is an id that never changes, and every name, team,
// position and figure is true as of a date. The package knows no URL and no
// HTML, reads no clock and no file; the order of its input changes nothing.
package newsroom

import (
	"slices"
	"time"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/problem"
)

// A Newsroom is all that a site knows, as of one instant. It never changes once
// Assemble has returned it. All slices are in a total order that does not depend
// on the order of the documents.
type Newsroom struct {
	Now     time.Time // in the site's zone
	Posts   []*Post   // published as of Now, retracted and expired ones too; oldest first: by Time, then Path
	Players []*Player // by sort name, then id; unregistered ones that a post names too
	Teams   []*Team   // by nickname, then id
	Sources []*Source // by name, then id
	Authors []*Author // by name, then id
	Stories []*Story  // by id
	Tags    []*Tag    // by slug
	Leagues []*League // by id; one that is built in only if a team is in it
	Pages   []*Page   // by path
	Guesses []Guess   // names that mean several or were guessed, by place; of posts not yet published too
	Next    time.Time // the next instant after Now at which anything above changes; zero when never

	shelves []shelf         // of the topics
	texts   map[string]Text // by path; of those without links, only newer ones
	numbers int             // the highest Number that was given
	index   *index          // for Amend; nil with Options.Apart
}

// Numbers returns the highest Number that a post of n may have.
func (n *Newsroom) Numbers() int { return n.numbers }

// Options are what assembling depends on besides the documents.
type Options struct {
	Now    time.Time
	Drafts bool     // drafts and posts dated later than Now are published too
	Unread []string // paths of documents that could not be read; that others name them is no further problem
	Apart  bool     // posts hold nothing of the front matter that their documents keep, so that it may be let go; nothing is amended then
}

// Place is where in a file something was written.
type Place struct {
	File         string
	Line, Column int
}

// Assemble cross-checks the documents.
func Assemble(docs []*content.Document, assets []*content.Asset, cfg *config.Config, opt Options) (*Newsroom, problem.List) {
	zone := cfg.Timezone
	if zone == nil {
		zone = time.UTC
	}
	now := opt.Now.In(zone)
	set := &setting{zone: zone, ids: newIdentities(cfg.ID), foreign: foreignKeys(), drafts: opt.Drafts, nothing: new(Rest)}
	if u := cfg.BaseURL; u != nil {
		set.origin = u.Scheme + "://" + u.Host
	}
	d := readRecords(docs, set)
	x := d.register(assets, cfg, now, opt)
	d.readPosts(x)
	room := x.publish(d)
	d.link(x, room)
	room.Guesses = x.guesses(room)
	x.turn = x.nextTurn(room)
	room.Next = x.next()
	x.report()
	if opt.Apart {
		room.part()
	} else {
		d.problems = nil
		for _, p := range d.posts {
			p.rough = nil
		}
		room.index = x
	}
	return room, x.reported
}

// report gathers all problems.
func (x *index) report() {
	x.reported = slices.Concat(x.problems, x.inTexts, x.sameIDs)
	for i := range x.room.shelves {
		x.reported = append(x.reported, x.room.shelves[i].told...)
	}
	x.reported = x.reported.Sort()
}
