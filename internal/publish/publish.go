// Package publish turns a site into a folder of files, touching only what changed.
//
// Its one law: only what we wrote is ever deleted or replaced, and any
// interruption is mended by running again.
//
// What stands in an output folder is written down in a record below .pressbox/.
// Before the first write a journal names the paths about to change; a journal
// found later makes those paths unknown, and the record is written last.
package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
	"pressbox/internal/site"
)

// A Tree is what is published, in path order.
type Tree []Entry

// An Entry is one published file.
type Entry struct {
	Path string
	Key  digest.Digest // of everything its bytes depend on
	Sum  digest.Digest // of its bytes
	Size int64

	mtime                    int64      // nanoseconds; 0 when it says nothing about the bytes
	data                     [8]byte    // the beginning of a digest: enough to tell a reason
	basis                    plan.Basis // of the page's data, on record.ground
	program, templates, site uint16     // in record.parts
}

// Find returns the index of the entry at path.
func (t Tree) Find(path string) (int, bool) {
	return slices.BinarySearchFunc(t, path, func(e Entry, path string) int { return cmp.Compare(e.Path, path) })
}

// Options say how to publish.
type Options struct {
	Clean    bool                  // make everything again, remove files that are not ours
	Home     string                // the user's home folder, which is never published into; empty when unknown
	Wait     time.Duration         // how long to wait for another build of the same folder; 0 refuses at once
	Waiting  func()                // called once when waiting begins; may be nil
	Progress func(done, total int) // called by one goroutine at a time; may be nil
}

// A Report says what Dir did.
type Report struct {
	Written   []Change // in path order
	Removed   []string // in path order
	Unchanged int
	Moved     []newsroom.Shift // posts that the edit of a record has moved since the last build, in path order
	Foreign   []string         // files in the folder that are not ours and were left; a folder ends in a slash
}

// A Change is a file that was written, with the reason.
type Change struct {
	Path   string
	Reason string // which of its inputs changed, in words
	New    bool
}

// A Refusal says that a site is not published because of problems in it.
type Refusal struct{ Problems problem.List }

func (r *Refusal) Error() string {
	n, _ := r.Problems.Count()
	if n == 1 {
		return "nothing was published: the site has 1 error"
	}
	return fmt.Sprintf("nothing was published: the site has %d errors", n)
}

// An Obstruction names what stands where the site needs to write and is not ours.
type Obstruction struct {
	Out   string
	Paths []string // in order
}

func (o *Obstruction) Error() string {
	return fmt.Sprintf("nothing was published: %s has files that this site did not write where it needs to write: %s (move them away, or build with --clean to replace them)",
		o.Out, some(o.Paths))
}

// A Stranger is a folder with files of somebody else's that this site was never
// built into, so that cleaning it is hardly meant.
type Stranger struct {
	Out   string
	Paths []string // in order; a folder ends in a slash
}

func (s *Stranger) Error() string {
	return fmt.Sprintf("nothing was published: this site was never built into %s, and --clean would remove what others put there: %s (name another folder, or build without --clean first, which leaves them; then --clean removes them)",
		s.Out, some(s.Paths))
}

// some names the first of many paths.
func some(paths []string) string {
	const shown = 5
	if len(paths) <= shown {
		return strings.Join(paths, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(paths[:shown], ", "), len(paths)-shown)
}

// ErrBusy says that another build is writing to the same folder.
var ErrBusy = errors.New("another build is writing to the same folder")

// Dir publishes s into the folder out. It refuses a site with errors.
func Dir(ctx context.Context, s *site.Site, out string, opt Options) (Tree, Report, error) {
	if s.Problems.Failed() {
		return nil, Report{}, &Refusal{s.Problems}
	}
	b, done, err := open(ctx, s.Inputs, out, opt)
	if err != nil {
		return nil, Report{}, err
	}
	defer done()
	b.site, b.files = s, s.Plan.Files
	b.next.now, b.next.ground = s.Options.Now, s.Ground()
	return b.run(ctx)
}

// open begins a build: nobody else writes to the folder until done is called.
func open(ctx context.Context, in *site.Inputs, out string, opt Options) (b *build, done func(), err error) {
	if err := guard(in.Options.Dir, out, opt.Home); err != nil {
		return nil, nil, err
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return nil, nil, err
	}
	state, err := openState(in.Options.Dir, out, true)
	if err != nil {
		return nil, nil, err
	}
	unlock, err := state.lock(ctx, opt.Wait, opt.Waiting)
	if err != nil {
		state.close()
		return nil, nil, err
	}
	root, err := os.OpenRoot(out)
	if err != nil {
		unlock()
		state.close()
		return nil, nil, err
	}
	b = &build{
		out: out, root: root, state: state, opt: opt, jobs: jobs(in.Options),
		was: state.record(), pending: state.journal(),
	}
	b.next = record{out: state.out, site: in.Config.ID, baseURL: in.Config.BaseURL.String(), drafts: in.Options.Drafts}
	return b, func() {
		root.Close()
		unlock()
		state.close()
	}, nil
}

// Try renders every file of s that Dir would render and writes nothing. It
// returns the problems of templates.
func Try(ctx context.Context, s *site.Site, out string) (problem.List, error) {
	b := onlooker(s, out)
	files := s.Plan.Files
	err := each(ctx, b.jobs, len(files), func(i int) error {
		f := files[i]
		if !f.Made() {
			return nil
		}
		if _, same := b.recorded(&f); same {
			return nil
		}
		buf := b.buffer()
		defer b.free(buf)
		return b.failed(b.render(buf, f))
	})
	return b.failures.Sort(), err
}

func jobs(opt site.Options) int {
	if opt.Jobs > 0 {
		return opt.Jobs
	}
	return runtime.GOMAXPROCS(0)
}
