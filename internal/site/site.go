// Package site joins the stages: a folder becomes a Site, which build, serve,
// check, plan and deploy share.
//
// Its one law: there is one way from a folder to its plan, so that what is
// previewed, built and deployed is the same bytes.
package site

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"time"

	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
	"pressbox/internal/render"
)

// Options are what a site depends on besides its folder. The clock, the
// environment and the program's own digest are read in cmd and handed in here.
type Options struct {
	Dir     string // the site's folder
	Now     time.Time
	Drafts  bool
	BaseURL string // replaces base_url when not empty
	Jobs    int    // at most so many processors; 0 means all
	Program string // digest or tagged version of this program
	Theme   fs.FS  // the default theme: templates/ and static/
	Fresh   bool   // what .pressbox/ remembers is neither read nor written
	Once    bool   // nothing is loaded from this site again: what only that needs is let go
}

// A Site is a folder as of one instant. It never changes once Load has returned it.
type Site struct {
	*Inputs
	Room     *newsroom.Newsroom
	Plan     *plan.Plan
	Renderer *render.Renderer
	Problems problem.List // sorted, with the severities that site.yaml sets
	Next     time.Time    // the next instant at which the site changes by itself; zero when never

	assembled, planned, called problem.List // what Room, Plan and the theme's names for its pages have to report
}

// Load reads the folder and makes its site. What did not change since previous (nil
// at first) is taken from it. changed, when it is not nil, names every path that may
// differ from previous, and more if need be; when it is nil everything is looked at.
// The result equals a fresh Load. A folder with problems still gives a Site, whose
// Plan may be partial; the error is trouble with the machine.
func Load(ctx context.Context, opt Options, previous *Site, changed []string) (*Site, error) {
	var read *Inputs
	if previous != nil {
		read = previous.Inputs
	}
	in, err := Read(ctx, opt, read, changed)
	if err != nil {
		return nil, err
	}
	return in.Site(ctx, previous)
}

// Site makes the site of what was read. It takes from previous, which may be nil,
// what did not change since.
func (in *Inputs) Site(ctx context.Context, previous *Site) (*Site, error) {
	s := &Site{Inputs: in}
	if !s.again(previous) {
		s.Room, s.assembled = newsroom.Assemble(in.Content.Documents, in.Content.Assets, in.Config, in.newsroomOptions())
		s.Plan, s.planned = plan.Make(s.Room, in.Config, in.statics.list())
		s.Next = soonest(s.Room.Next, s.Plan.Next)
	}
	var lends *render.Renderer
	if previous != nil {
		lends = previous.Renderer
	}
	s.Renderer = in.theme.parsed.For(s.Plan, in.Content, lends)
	if previous != nil && in.theme == previous.theme && s.Plan.CalledAs(previous.Plan) {
		s.called = previous.called
	} else {
		s.called = s.Plan.Namesakes(s.Renderer.Name)
	}
	problems := slices.Concat(in.problems, s.assembled, s.planned, s.called, s.Renderer.Check())
	s.Problems = problems.WithRules(in.Config.Rules).Sort()
	if in.Options.Once {
		in.Content.Spare()
	}
	return s, ctx.Err()
}

func (in *Inputs) newsroomOptions() newsroom.Options {
	return newsroom.Options{Now: in.Options.Now, Drafts: in.Options.Drafts, Unread: in.Content.Unread, Apart: in.Options.Once}
}

// again amends the newsroom and the plan of previous. It reports false when they have to be
// made anew.
func (s *Site) again(previous *Site) bool {
	if previous == nil {
		return false
	}
	before := previous.Options
	if s.Options.Drafts != before.Drafts || s.Options.Now.Before(before.Now) || !reflect.DeepEqual(s.Config, previous.Config) ||
		!slices.Equal(s.statics.list(), previous.statics.list()) {
		return false
	}
	changes := s.Content.Changes(previous.Content)
	if len(changes.Documents)+len(changes.Assets) > 1000 { // then it is quicker to begin anew
		return false
	}
	room, problems, amended, ok := previous.Room.Amend(s.Content.Documents, s.Content.Assets, changes, s.newsroomOptions())
	if !ok {
		return false
	}
	s.Plan, s.planned = previous.Plan.Again(room, amended)
	s.Room, s.assembled, s.Next = room, problems, s.Plan.Next
	return true
}

// Ground names all that the data of the plan's files may depend on besides posts: on one
// ground, files with one plan.Basis have one digest.
func (s *Site) Ground() digest.Digest { return s.ground(newsroom.DayOf(s.Room.Now)) }

// soonest returns the earlier of two instants that are not zero.
func soonest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Open returns the bytes of the file of a plan: rendered, or copied from static/,
// the theme or content/.
func (s *Site) Open(f plan.File) (io.ReadCloser, error) {
	if f.Made() {
		rendered, err := s.Renderer.Render(f)
		if err != nil {
			return nil, err
		}
		return io.NopCloser(bytes.NewReader(rendered)), nil
	}
	if name, ok := strings.CutPrefix(f.From, "static/"); ok {
		return s.statics.open(name)
	}
	return s.Content.Open(f.From)
}
