package publish

import (
	"context"
	"slices"
	"time"

	"pressbox/internal/digest"
	"pressbox/internal/problem"
	"pressbox/internal/site"
)

// A basis is what the last build was made from, and what it said. It stands in a
// file of its own beside the record, so that a build of other inputs reads no more.
type basis struct {
	inputs   digest.Digest // site.Inputs.Digest
	record   digest.Digest // of the record that the build left
	from     time.Time     // the site is the same from here on
	until    time.Time     // up to here; zero when for ever
	problems problem.List
}

// holds reports whether a site made of in would be the one that was published.
func (s *basis) holds(in *site.Inputs, sum digest.Digest) bool {
	now := in.Options.Now
	return s != nil && s.inputs == sum && !now.Before(s.from) && (s.until.IsZero() || now.Before(s.until))
}

// An Outcome is what a build has to say that had nothing to do.
type Outcome struct {
	Report   Report
	Problems problem.List // warnings of the site
	Next     time.Time    // as of site.Site
}

// Unchanged looks whether the last build of out was made from the very inputs in, and
// whether everything that it wrote still stands. Then the site need not be made at
// all. It returns nil when there is more to do, which Dir does.
func Unchanged(ctx context.Context, in *site.Inputs, out string, opt Options) (*Outcome, error) {
	if opt.Clean {
		return nil, nil
	}
	state, err := openState(in.Options.Dir, out, false)
	if err != nil {
		return nil, nil // nothing was built yet
	}
	sum := in.Digest()
	hopeful := state.basis().holds(in, sum)
	state.close()
	if !hopeful {
		return nil, nil
	}
	b, done, err := open(ctx, in, out, opt)
	if err != nil {
		return nil, err
	}
	defer done()
	was := b.state.basis() // another build may have ended meanwhile
	if !was.holds(in, sum) || was.record != b.was.sum || b.pending.found {
		return nil, nil
	}
	b.survey()
	if err := b.look(ctx); err != nil {
		return nil, err
	}
	if whole, err := b.whole(ctx); !whole || err != nil {
		return nil, err
	}
	if err := b.finish(); err != nil {
		return nil, err
	}
	if err := b.keep(); err != nil {
		return nil, err
	}
	was.record = b.next.sum // times that said nothing yet may say something now
	if err := b.state.remember(*was); err != nil {
		return nil, err
	}
	slices.Sort(b.foreign)
	return &Outcome{Report{Unchanged: len(b.spots), Foreign: b.foreign}, was.problems, was.until}, nil
}

// whole reports whether every file of the record stands as it says, and takes the
// record over.
func (b *build) whole(ctx context.Context) (bool, error) {
	b.next.now, b.next.ground, b.next.tree = b.was.now, b.was.ground, slices.Clone(b.was.tree)
	intact := make([]bool, len(b.spots))
	err := each(ctx, b.jobs, len(b.spots), func(i int) error {
		s := &b.spots[i]
		_, touched, err := b.known(s)
		intact[i] = s.form == regular && !touched
		b.next.tree[i].mtime = s.mtime
		return err
	})
	return !slices.Contains(intact, false), err
}

// basisFormat begins the file; it ends in a digest, like the record.
const basisFormat = "pressbox basis 1\n"

// basis reads what the last build was made from; nil when nothing can be told.
func (s *state) basis() *basis {
	content, err := s.root.ReadFile("inputs-" + s.name)
	if err != nil {
		return nil
	}
	d := decoder{rest: content}
	d.open(basisFormat)
	r := &basis{}
	d.bytes(r.inputs[:])
	d.bytes(r.record[:])
	r.from, r.until = d.time(), d.time()
	r.problems = make(problem.List, d.count(6))
	for i := range r.problems {
		r.problems[i] = problem.Problem{
			Severity: problem.Severity(d.number()), Rule: d.text(), File: d.text(),
			Line: int(d.number()), Column: int(d.number()), Text: d.text(), Hint: d.text(),
		}
	}
	if d.failed() {
		return nil
	}
	return r
}

// remember writes what a build was made from, if that is not written yet.
func (s *state) remember(made basis) error {
	e := encoder{buf: []byte(basisFormat)}
	e.buf = append(append(e.buf, made.inputs[:]...), made.record[:]...)
	e.time(made.from)
	e.time(made.until)
	e.number(uint64(len(made.problems)))
	for _, p := range made.problems {
		e.number(uint64(p.Severity))
		e.text(p.Rule)
		e.text(p.File)
		e.number(uint64(p.Line))
		e.number(uint64(p.Column))
		e.text(p.Text)
		e.text(p.Hint)
	}
	content := e.sealed()
	if old, err := s.root.ReadFile("inputs-" + s.name); err == nil && string(old) == string(content) {
		return nil
	}
	return s.write("inputs-"+s.name, content)
}

func (e *encoder) time(t time.Time) {
	text := ""
	if !t.IsZero() {
		text = t.Format(time.RFC3339Nano)
	}
	e.text(text)
}

func (d *decoder) time() (t time.Time) {
	text := d.text()
	if text == "" {
		return t
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		d.fail()
	}
	return t
}
