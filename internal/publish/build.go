package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"pressbox/internal/plan"
	"pressbox/internal/problem"
	"pressbox/internal/render"
	"pressbox/internal/site"
)

// A build is one run of Dir.
type build struct {
	site    *site.Site  // nil in Unchanged
	files   []plan.File // of its plan; none in Unchanged
	out     string
	root    *os.Root // out
	state   *state
	opt     Options
	jobs    int
	was     *record
	pending journal

	spots   []spot
	folders []folder
	next    record // of what stands in the end
	parts   partTable
	foreign []string // in the folder, not ours

	buffers  sync.Pool // of *bytes.Buffer
	mu       sync.Mutex
	failures problem.List // of templates, each place once
	made     int
}

// run brings the folder from what it holds to what the plan says.
func (b *build) run(ctx context.Context) (Tree, Report, error) {
	b.survey()
	if err := b.look(ctx); err != nil {
		return nil, Report{}, err
	}
	if err := b.decide(ctx); err != nil {
		return nil, Report{}, err
	}
	if err := b.obstructed(ctx); err != nil {
		return nil, Report{}, err
	}
	var todo []*job
	var gone []*spot
	for i := range b.spots {
		switch s := &b.spots[i]; s.do {
		case makeIt:
			todo = append(todo, s.job)
		case removeIt:
			gone = append(gone, s)
		}
	}
	if len(todo) > 0 || len(gone) > 0 || b.pending.found {
		if err := b.begin(todo, gone); err != nil {
			return nil, Report{}, err
		}
		if err := b.make(ctx, todo); err != nil {
			return nil, Report{}, b.undo(todo, err)
		}
		if err := b.commit(todo, gone); err != nil {
			return nil, Report{}, err
		}
	}
	if err := b.finish(); err != nil {
		return nil, Report{}, err
	}
	if err := b.keep(); err != nil {
		return nil, Report{}, err
	}
	if err := b.state.end(); err != nil {
		return nil, Report{}, err
	}
	made := basis{inputs: b.site.Inputs.Digest(), record: b.next.sum, from: b.site.Options.Now, until: b.site.Next, problems: b.site.Problems}
	if err := b.state.remember(made); err != nil {
		return nil, Report{}, err
	}
	report := b.report()
	if len(todo) > 0 || len(gone) > 0 {
		var err error
		if report.Moved, err = b.moved(); err != nil {
			return nil, Report{}, err
		}
	}
	return b.next.tree, report, nil
}

// keep writes the record. One that says the same of every file need not be written
// again: what it says of the clock was true then, and the tree has not changed since.
func (b *build) keep() error {
	if !b.pending.found && b.next.same(b.was) {
		b.next.sum = b.was.sum
		return nil
	}
	return b.state.keep(&b.next)
}

func (b *build) report() Report {
	r := Report{Foreign: b.foreign}
	for i := range b.spots {
		s := &b.spots[i]
		switch {
		case s.job != nil && s.job.written:
			r.Written = append(r.Written, Change{Path: s.path, Reason: b.reason(s.job), New: s.form == absent})
		case s.do == removeIt:
			r.Removed = append(r.Removed, s.path)
		case s.file != nil:
			r.Unchanged++
		}
	}
	return r
}

// reason says in words why j was made.
func (b *build) reason(j *job) string {
	switch {
	case j.was == nil && !j.pending:
		return "new"
	case j.form == absent:
		return "missing"
	case j.pending && (j.touched || j.was == nil):
		return "interrupted"
	case j.touched:
		return "touched"
	case j.was.Key == j.now.Key:
		return "clean"
	case !j.file.Made():
		return j.file.From
	}
	var changed []string
	differ := func(was, now uint16) bool { return b.was.parts[was] != b.next.parts[now] }
	if differ(j.was.program, j.now.program) {
		changed = append(changed, "program")
	}
	if differ(j.was.templates, j.now.templates) {
		changed = append(changed, "template "+j.file.Template)
	}
	if differ(j.was.site, j.now.site) {
		changed = append(changed, "site settings")
	}
	if j.was.data != j.now.data {
		changed = append(changed, "its data")
	}
	return strings.Join(changed, ", ")
}

// buffer lends a buffer for the bytes of one file; free takes it back.
func (b *build) buffer() *bytes.Buffer {
	if buf, ok := b.buffers.Get().(*bytes.Buffer); ok {
		buf.Reset()
		return buf
	}
	return new(bytes.Buffer)
}

func (b *build) free(buf *bytes.Buffer) { b.buffers.Put(buf) }

func (b *build) render(buf *bytes.Buffer, f plan.File) error {
	err := b.site.Renderer.Write(buf, f)
	var failure *render.Failure
	if err == nil || errors.As(err, &failure) {
		return err
	}
	return fmt.Errorf("%s: %w", f.Path, err)
}

// failed keeps the problem of a template, each place once, and returns other errors.
func (b *build) failed(err error) error {
	var failure *render.Failure
	if !errors.As(err, &failure) {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	p := failure.Problem
	for i, q := range b.failures {
		if p.File == q.File && p.Line == q.Line && p.Column == q.Column && p.Rule == q.Rule {
			if p.Text < q.Text { // the same one whatever the order
				b.failures[i] = p
			}
			return nil
		}
	}
	b.failures = append(b.failures, p)
	return nil
}
