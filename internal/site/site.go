// Package site joins the stages: a folder becomes a Site, which build, serve,
// check, plan and deploy share.
//
// Its one law: there is one way from a folder to its plan, so that what is
// previewed, built and deployed is the same bytes.
package site

import (
	"context"
	"io"
	"io/fs"
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
}

// A Site is a folder as of one instant. It never changes once Load has returned it.
type Site struct {
	Options  Options
	Config   *config.Config
	Content  *content.Set
	Room     *newsroom.Newsroom
	Plan     *plan.Plan
	Renderer *render.Renderer
	Problems problem.List // sorted, with the severities that site.yaml sets
}

// Load reads the folder. What did not change since previous (nil at first) is
// taken from it; changed are hints, paths that may differ, and may be nil. The
// result equals a fresh Load. A folder with problems still gives a Site, whose
// Plan may be partial; the error is trouble with the machine.
func Load(ctx context.Context, opt Options, previous *Site, changed []string) (*Site, error) {
	return &Site{Options: opt}, nil
}

// Open returns the bytes of the file of a plan: rendered, or copied from static/,
// the theme or content/.
func (s *Site) Open(f plan.File) (io.ReadCloser, error) { return nil, fs.ErrNotExist }
