// Package site joins the stages: a folder becomes a Site, which build, serve,
// check, plan and deploy share.
//
// Its one law: there is one way from a folder to its plan, so that what is
// previewed, built and deployed is the same bytes.
package site

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"pressbox/internal/config"
	"pressbox/internal/content"
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
}

// A Site is a folder as of one instant. It never changes once Load has returned it.
type Site struct {
	Options  Options
	Config   *config.Config
	Content  *content.Set
	Room     *newsroom.Newsroom // its documents may have older bodies than Content, which Plan knows
	Plan     *plan.Plan
	Renderer *render.Renderer
	Problems problem.List // sorted, with the severities that site.yaml sets
	Next     time.Time    // the next instant at which the site changes by itself; zero when never

	theme   *theme
	statics *statics
	settled problem.List // what Room and Plan have to report
}

// Load reads the folder. What did not change since previous (nil at first) is
// taken from it. changed, when it is not nil, names every path that may differ from
// previous, and more if need be; when it is nil everything is looked at. The result
// equals a fresh Load. A folder with problems still gives a Site, whose
// Plan may be partial; the error is trouble with the machine.
func Load(ctx context.Context, opt Options, previous *Site, changed []string) (*Site, error) {
	// The root stays open as long as something of the site can be read from it,
	// and is closed with the last reference to it.
	root, err := os.OpenRoot(opt.Dir)
	if err != nil {
		return nil, err
	}
	if previous == nil {
		previous = &Site{}
	}
	s := &Site{Options: opt}
	var problems problem.List
	found := func(l problem.List) { problems = append(problems, l...) }

	var l problem.List
	if s.Config, l, err = config.Load(root); err != nil {
		return nil, err
	}
	found(l)
	if opt.BaseURL != "" {
		base, err := config.ParseBaseURL(opt.BaseURL)
		if err != nil {
			return nil, fmt.Errorf("base URL %q: %w", opt.BaseURL, err)
		}
		s.Config.BaseURL = base
	}

	how := content.Options{Markdown: s.Config.Markdown, Jobs: opt.Jobs, Program: opt.Program}
	if !opt.Fresh {
		how.Cache = ".pressbox"
	}
	if s.Content, l, err = content.Load(ctx, root, how, previous.Content, changed); err != nil {
		return nil, err
	}
	found(l)

	if s.statics, l, err = readStatics(root, opt.Theme, previous.statics, changed); err != nil {
		return nil, err
	}
	found(l)

	if docs, ok := s.again(previous); ok {
		s.Room, s.Plan, s.settled, s.Next = previous.Room, previous.Plan.Again(docs), previous.settled, previous.Next
	} else {
		s.Room, l = newsroom.Assemble(s.Content.Documents, s.Content.Assets, s.Config, newsroom.Options{Now: opt.Now, Drafts: opt.Drafts, Unread: s.Content.Unread})
		s.settled = l
		s.Plan, l = plan.Make(s.Room, s.Config, s.statics.list())
		s.settled = append(s.settled, l...)
		s.Next = soonest(s.Room.Next, s.Plan.Next)
	}
	found(s.settled)

	if s.theme, err = readTheme(root, opt, s.Config.Language, previous.theme); err != nil {
		return nil, err
	}
	found(s.theme.problems)
	s.Renderer = s.theme.parsed.For(s.Plan, s.Content, previous.Renderer)
	found(s.Renderer.Check())

	s.Problems = problems.WithRules(s.Config.Rules).Sort()
	return s, ctx.Err()
}

// again returns the documents of which s has other bodies than previous, and reports
// whether that is all that tells their newsrooms and plans apart: most saves change
// the text of one post, and nothing about any other page follows from it.
func (s *Site) again(previous *Site) ([]*content.Document, bool) {
	before := previous.Options
	if previous.Plan == nil || s.Options.Drafts != before.Drafts || s.Options.Now.Before(before.Now) ||
		!previous.Next.IsZero() && !s.Options.Now.Before(previous.Next) ||
		!reflect.DeepEqual(s.Config, previous.Config) || !slices.Equal(s.statics.list(), previous.statics.list()) {
		return nil, false
	}
	return s.Content.NewBodies(previous.Content)
}

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

// A theme is parsed templates with what they were parsed from.
type theme struct {
	parsed   *render.Theme
	problems problem.List
	language string
	program  string
	sources  []source
}

// A source is a file of templates/.
type source struct {
	name string
	text []byte
}

func (s source) equal(t source) bool { return s.name == t.name && bytes.Equal(s.text, t.text) }

// readTheme parses the site's templates laid over the default theme's, or takes
// them from previous if nothing in them changed.
func readTheme(root *os.Root, opt Options, language string, previous *theme) (*theme, error) {
	t := &theme{language: language, program: opt.Program}
	for _, layer := range []fs.FS{root.FS(), opt.Theme} {
		err := fs.WalkDir(layer, "templates", func(name string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return nil // Parse says what is wrong with it
			}
			text, err := fs.ReadFile(layer, name)
			t.sources = append(t.sources, source{name, text})
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if previous != nil && previous.language == language && previous.program == opt.Program &&
		slices.EqualFunc(previous.sources, t.sources, source.equal) {
		return previous, nil
	}
	var err error
	t.parsed, t.problems, err = render.Parse(language, opt.Program, root.FS(), opt.Theme)
	return t, err
}
