// Package preview turns a site into an http.Handler that renders pages when they
// are asked for, watches the folder, and tells browsers what changed.
//
// Its one law: what it shows is what build writes, and never older than the last
// save before the request. The reload script is added to the response only.
package preview

import (
	"context"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"pressbox/internal/plan"
	"pressbox/internal/problem"
	"pressbox/internal/site"
)

// Options say what to preview and whom to answer.
type Options struct {
	Site   site.Options     // its Now is read from Clock at every load
	Clock  func() time.Time // what time it is; a fixed time previews the site as of then
	Poll   bool             // look at the files every second instead of asking the system for events
	AsOf   bool             // Clock stands still: pages say so
	Follow bool             // the browser goes to the post that was just saved
	Hosts  []string         // host names that are answered besides localhost and addresses
	Loaded func(Load)       // called after every load that has something to tell, and of a page that cannot be made; one at a time; may be nil
	Warn   func(string)     // told of trouble that the preview works around; may be nil
}

// A Load is one look at the folder.
type Load struct {
	Problems problem.List // of the folder as it is now, or of a page that cannot be made
	Failure  error        // trouble with the machine; nil when there was none
	Changed  []string     // paths that led to it, sorted; empty at the start and when only time has passed
	Took     time.Duration
}

// A Server previews one site. Make one with New, let Run watch, and serve HTTP
// with it.
type Server struct {
	opt    Options
	guard  guard
	watch  *watch
	stream *stream
	shown  shown
	view   atomic.Pointer[view]
	load   sync.Mutex // held while the folder is read again
	failed failures   // held by load
	themes themes     // held by load
}

// New loads the site and starts to watch its folder. Problems in the site are no
// error: they are shown until they are mended.
func New(ctx context.Context, opt Options) (*Server, error) {
	if opt.Loaded == nil {
		opt.Loaded = func(Load) {}
	}
	if opt.Warn == nil {
		opt.Warn = func(string) {}
	}
	s := &Server{opt: opt, guard: newGuard(opt.Hosts), stream: newStream(), shown: newShown()}
	start := time.Now()
	first, err := site.Load(ctx, s.now(), nil, nil)
	if err != nil {
		return nil, err
	}
	// The watch begins after the first load has made .pressbox, and asks for one
	// more look, so that nothing saved in between is lost.
	s.watch, err = newWatch(opt.Site.Dir, opt.Poll, opt.Warn)
	if err != nil {
		return nil, err
	}
	s.view.Store(&view{version: 1, site: first, inputs: first.Inputs, newest: first, problems: first.Problems})
	opt.Loaded(Load{Problems: first.Problems, Took: time.Since(start)})
	return s, nil
}

// Run follows the folder until ctx ends: it loads what was saved, waits for the
// next instant at which the site changes by itself, and tells the browsers.
func (s *Server) Run(ctx context.Context) error {
	go s.watch.run(ctx)
	defer s.stream.close()
	told := s.view.Load().version
	for {
		due := time.NewTimer(s.untilDue())
		select {
		case <-ctx.Done():
			due.Stop()
			return nil
		case <-s.watch.settled:
		case <-due.C:
		}
		due.Stop()
		v := s.current(ctx)
		if v.version != told {
			told = v.version
			follow := ""
			if s.opt.Follow {
				follow = v.follow
			}
			s.stream.tell(v.version, follow)
		}
	}
}

// longest is how long the server sleeps when the site says nothing will change;
// waking up costs nothing and mends a clock that was set.
const longest = time.Minute

// untilDue returns how long it is until the site changes by itself.
func (s *Server) untilDue() time.Duration {
	next := s.view.Load().newest.Next
	if next.IsZero() {
		return longest
	}
	return min(max(next.Sub(s.opt.Clock()), 0)+time.Millisecond, longest)
}

// current returns a view that is not older than any save that was complete when
// it was called.
func (s *Server) current(ctx context.Context) *view {
	s.watch.sync(ctx)
	s.load.Lock()
	defer s.load.Unlock()
	old := s.view.Load()
	now := s.opt.Clock()
	next := old.newest.Next
	due := !next.IsZero() && !now.Before(next) || now.Before(old.newest.Options.Now)
	changed, all := s.watch.take()
	if len(changed) == 0 && !all && !due {
		return old
	}
	start := time.Now()
	hints := append([]string{}, changed...) // not nil: nothing else has changed
	if all {
		hints = nil
	}
	v := &view{}
	*v = *old
	v.version, v.failure = old.version+1, ""
	// Whoever asked first may be gone already; others wait for the same load.
	ctx = context.WithoutCancel(ctx)
	in, err := site.Read(ctx, s.now(), old.inputs, hints)
	if err == nil {
		err = v.turn(ctx, in)
	}
	if err != nil {
		s.watch.distrust()
		if err.Error() == old.failure { // told already
			return old
		}
		v.failure, v.behind = err.Error(), true
		v.problems = problem.List{{Severity: problem.Error, Rule: machine, Text: err.Error(), Hint: "it is tried again when a file changes"}}
	}
	if v.newest.Renderer.Theme() != old.newest.Renderer.Theme() {
		s.themes.leave(old.newest)
	}
	v.themes = s.themes.renderers(v.site)
	v.follow = followed(v, changed)
	s.view.Store(v)
	if len(changed) > 0 || err != nil || !slices.Equal(v.problems, old.problems) {
		s.opt.Loaded(Load{Problems: v.problems, Failure: err, Changed: changed, Took: time.Since(start)})
	}
	return v
}

// Failures are why pages of a view cannot be made, as far as it was told. A load does
// not find them out, for it makes no page.
type failures struct {
	version uint64
	told    map[problem.Problem]bool
}

// fails tells that a page of v cannot be made by the templates of in: once, if many
// cannot for one reason, and not if the load has found it out.
func (s *Server) fails(v *view, in *site.Site, why problem.List) {
	s.load.Lock()
	defer s.load.Unlock()
	if why[0].Rule != machine {
		s.themes.failed = in.Renderer.Theme()
	}
	why = slices.DeleteFunc(why, func(p problem.Problem) bool { return slices.Contains(v.problems, p) })
	if s.failed.version != v.version {
		s.failed = failures{v.version, map[problem.Problem]bool{}}
	}
	if !slices.ContainsFunc(why, func(p problem.Problem) bool { return !s.failed.told[p] }) {
		return
	}
	for _, p := range why {
		s.failed.told[p] = true
	}
	s.opt.Loaded(Load{Problems: why})
}

// now returns what the site depends on besides its folder, as of now.
func (s *Server) now() site.Options {
	opt := s.opt.Site
	opt.Now = s.opt.Clock().Round(0) // of the wall: a clock that is set back goes back
	return opt
}

// followed returns the address of the page of the one document among changed; with
// several, a post is preferred, and two posts are a burst that nobody follows.
func followed(v *view, changed []string) string {
	var found string
	posts := 0
	for _, name := range changed {
		if !strings.HasPrefix(name, "content/") || path.Ext(name) != ".md" {
			continue
		}
		file, ok := pageOf(v.site.Plan, name)
		if !ok {
			if file, ok = pageOf(v.newest.Plan, name); !ok {
				continue
			}
		}
		if strings.HasPrefix(name, "content/posts/") {
			posts++
			found = file.URL
		} else if posts == 0 {
			found = file.URL
		}
	}
	if posts > 1 {
		return ""
	}
	return found
}

// pageOf returns the first page made from the document at name.
func pageOf(p *plan.Plan, name string) (plan.File, bool) {
	i := slices.IndexFunc(p.Files, func(f plan.File) bool {
		return f.From == name && path.Base(f.Path) == "index.html"
	})
	if i < 0 {
		return plan.File{}, false
	}
	return p.Files[i], true
}
