package content

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/text/unicode/norm"

	"pressbox/internal/digest"
	"pressbox/internal/markdown"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// Options are what loading depends on besides the files.
type Options struct {
	Markdown markdown.Options
	Jobs     int    // at most so many processors; 0 means all
	Cache    string // a folder below the site's, for what is remembered from run to run; empty to remember nothing
	Program  string // what another program remembered is worth nothing
}

// A record is what is remembered of one file.
type record struct {
	path    string
	stamp   stamp
	doc     *Document // nil for an asset, and when its front matter could not be read
	asset   *Asset    // nil for a document
	pieces  extent    // where its converted body lies
	encoded string    // as it stood in the cache; empty when it did not
	odd     *oddity   // nil for most; never changed
}

// An oddity is what is remembered of few files.
type oddity struct {
	raw      string        // the path as the file system has it, when that is another; else empty
	sum      digest.Digest // of a file that is neither document nor asset for its problems
	problems problem.List
}

// oddly gives r what few files have, or nothing of it.
func (r *record) oddly(o oddity) {
	r.odd = nil
	if o.raw != "" || len(o.problems) > 0 || o.sum != (digest.Digest{}) {
		r.odd = &o
	}
}

// oddity returns what r has of it.
func (r *record) oddity() oddity {
	if r.odd == nil {
		return oddity{}
	}
	return *r.odd
}

// sum returns the digest of the file.
func (r *record) sum() digest.Digest {
	switch {
	case r.doc != nil:
		return r.doc.Sum
	case r.asset != nil:
		return r.asset.Sum
	}
	return r.oddity().sum
}

// Load reads everything below content/ of root. What did not change since previous
// (nil at first), or since the cache was written, is taken from there. When changed is
// not nil it names every path that may differ from previous, and nothing else is
// looked at; files in changed are read again whatever their times say. The result
// equals that of a fresh Load. A file with problems is left out of the Set. The root
// must stay open as long as the Set is used.
func Load(ctx context.Context, root *os.Root, opt Options, previous *Set, changed []string) (*Set, problem.List, error) {
	s := &Set{root: root, opt: opt}
	old := remembered(root, opt, previous)
	s.bodies = old.bodies
	named := make(map[string]bool, len(changed))
	for _, path := range changed {
		named[norm.NFC.String(strings.ReplaceAll(path, `\`, "/"))] = true
	}
	l := (*listing)(nil)
	if changed != nil {
		l = old.look(root, named)
	}
	whole := l == nil
	if whole {
		var err error
		if l, err = list(root, len(old.records)); err != nil {
			return nil, nil, fmt.Errorf("listing %s: %w", Folder, err)
		}
	}
	s.plain = len(l.problems) == 0

	ld := &loader{set: s, old: old, files: l.files, records: make([]record, len(l.files)), changed: named}
	if err := ld.run(ctx); err != nil {
		return nil, nil, err
	}
	s.records = ld.kept()
	if !whole {
		s.records = merge(old.records, named, s.records)
		s.asOf = old.asOf // files that were young when they were read are still to be read again
	}
	problems := l.problems
	for i := range s.records {
		problems = append(problems, s.records[i].oddity().problems...)
	}
	s.sort()
	s.remember(old, int(ld.news.Load()))
	return s, problems.Sort(), nil
}

// youngSpan is how long after its last change a file is young: longer than the
// clock of any file system takes to tick.
const youngSpan = 2e9

// youngest returns the latest time of any file. No clock is asked: a file that could
// have changed unseen while it was read was itself changed at that time or later.
func youngest(files []file) int64 {
	var t int64
	for i := range files {
		t = max(t, files[i].stamp.when())
	}
	return t
}

// A loader makes records of files, each in its own slot.
type loader struct {
	set     *Set
	old     *memory
	files   []file
	records []record // an empty path when the file is gone
	changed map[string]bool
	news    atomic.Int64 // how much is not in the cache as it is

	sums  sync.Once
	bySum map[digest.Digest]*record
}

func (ld *loader) run(ctx context.Context) error {
	// What the listing itself settles needs no workers, and is nearly all there is.
	var todo []int
	j := 0
	for i := range ld.files {
		f := &ld.files[i]
		for j < len(ld.old.records) && ld.old.records[j].path < f.path {
			j++
		}
		if j < len(ld.old.records) {
			if r := &ld.old.records[j]; r.path == f.path && r.stamp == f.stamp && !ld.young(f.stamp) && !ld.changed[f.path] && ld.bodyKept(r) {
				ld.records[i] = *r
				if odd := r.oddity(); odd.raw != f.raw() {
					odd.raw = f.raw()
					ld.records[i].oddly(odd)
				}
				continue
			}
		}
		todo = append(todo, i)
	}
	ld.set.asOf = ld.old.asOf
	if len(todo) > 0 {
		// Before the first is read. What is only read because it was young is settled
		// by that for the next time.
		if ld.set.asOf = ld.old.now(); ld.set.asOf == 0 {
			ld.set.asOf = youngest(ld.files)
		} else {
			ld.news.Add(1)
		}
	}
	jobs := ld.set.opt.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	jobs = min(jobs, (len(todo)+15)/16)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() {
			w := worker{loader: ld, texts: meta.Texts{Size: min(1<<12, 256*len(todo))}}
			defer w.leave()
			// Runs of neighbours, since opening a folder costs as much as a file.
			const run = 16
			for ctx.Err() == nil {
				from := int(next.Add(run)) - run
				if from >= len(todo) {
					return
				}
				for _, i := range todo[from:min(from+run, len(todo))] {
					if err := w.file(i); err != nil {
						cancel(err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

func (ld *loader) young(s stamp) bool {
	return s.when() > ld.old.asOf-youngSpan
}

// bodyKept reports whether the converted body of r is at hand.
func (ld *loader) bodyKept(r *record) bool {
	return r.doc == nil || ld.set.bodies.has(r.pieces)
}

// merge returns old without those named, and new, in path order.
func merge(old []record, named map[string]bool, new []record) []record {
	if len(named) == 0 {
		return old
	}
	out := make([]record, 0, len(old)+len(new))
	for i := range old {
		for len(new) > 0 && new[0].path < old[i].path {
			out, new = append(out, new[0]), new[1:]
		}
		if !named[old[i].path] {
			out = append(out, old[i])
		}
	}
	return append(out, new...)
}

func (ld *loader) kept() []record {
	out := ld.records[:0]
	for _, r := range ld.records {
		if r.path != "" {
			out = append(out, r)
		}
	}
	return out
}

// oldOf returns what is remembered of a file with these bytes: of the same path, or
// of another one, for a file that was moved.
func (ld *loader) oldOf(path string, sum digest.Digest) *record {
	if r := ld.old.at(path); r != nil && r.sum() == sum {
		return r
	}
	ld.sums.Do(func() {
		ld.bySum = make(map[digest.Digest]*record, len(ld.old.records))
		for i := range ld.old.records {
			r := &ld.old.records[i]
			ld.bySum[r.sum()] = r
		}
	})
	return ld.bySum[sum]
}

// A worker reads files, and keeps the folder of the last one open.
type worker struct {
	*loader
	dir  string
	root *os.Root
	buf  []byte
	made []byte // memory for the pieces of a body

	texts meta.Texts // for front matter, which a build lets go
}

func (w *worker) leave() {
	if w.root != nil {
		w.root.Close()
	}
	w.root, w.dir = nil, ""
}

// open opens a file that the listing found regular. It is an error when it is not any more.
func (w *worker) open(f *file) (*os.File, error) {
	if w.dir != f.dir || w.root == nil {
		w.leave()
		root, err := w.set.root.OpenRoot(f.dir)
		if err != nil {
			return nil, err
		}
		w.root, w.dir = root, f.dir
	}
	in, err := w.root.OpenFile(f.name, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, err
	}
	st, err := in.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = errors.New("it is " + irregular(st.Mode()) + " and not a file")
	}
	if err != nil {
		in.Close()
		return nil, err
	}
	return in, nil
}

func (w *worker) file(i int) error {
	f := &w.files[i]
	r := record{path: f.path, stamp: f.stamp}
	odd := oddity{raw: f.raw()}
	in, err := w.open(f)
	if errors.Is(err, fs.ErrNotExist) {
		w.news.Add(1)
		return nil // removed since it was listed
	}
	if err == nil {
		if f.asset {
			err = w.asset(&r, in)
		} else {
			err = w.document(&r, &odd, f.kind, in)
		}
		in.Close()
	}
	if errors.Is(err, errPack) {
		return err
	}
	if err != nil {
		r = record{path: f.path}
		odd = oddity{problems: problem.List{problem.New(problem.BadFile, f.path, 0, 0, "the file cannot be read: "+reason(err), "")}}
	}
	r.oddly(odd)
	if old := w.old.at(f.path); old == nil || old.sum() != r.sum() || old.stamp != r.stamp || r.encoded == "" {
		r.encoded = ""
		w.news.Add(1)
	}
	w.records[i] = r
	return nil
}

// read reads a document whole. It may have grown since it was listed.
func (w *worker) read(in io.Reader) ([]byte, error) {
	buf := bytes.NewBuffer(w.buf[:0])
	n, err := buf.ReadFrom(io.LimitReader(in, maxDocument+1))
	w.buf = buf.Bytes()
	if err == nil && n > maxDocument {
		err = fmt.Errorf("it has more than %d bytes", maxDocument)
	}
	return w.buf, err
}

func (w *worker) document(r *record, odd *oddity, kind Kind, in io.Reader) error {
	src, err := w.read(in)
	if err != nil {
		return err
	}
	sum := digest.Of(src)
	if old := w.oldOf(r.path, sum); old != nil && old.asset == nil && w.bodyKept(old) {
		r.reuse(old, odd, kind)
		return nil
	}
	m, v, problems := readMatter(r.path, src)
	odd.problems = problems
	if v.Kind != meta.Map {
		odd.sum = sum
		return nil
	}
	parts, pieces := markdown.ConvertInto(w.made[:0], m.body, w.set.opt.Markdown)
	w.made = pieces
	r.doc = &Document{Path: r.path, Kind: kind, Sum: sum, Meta: w.texts.Pack(v), Body: Body{Digest: bodyDigest(m.body, w.set.opt.Markdown), Size: len(m.body), Line: m.bodyLine}}
	shift := int32(m.bodyLine) - 1
	for i := range parts.Links {
		parts.Links[i].Line += shift
	}
	for _, f := range parts.Faults {
		odd.problems = append(odd.problems, problem.New(f.Rule, r.path, int(max(f.Line, 1)+shift), int(f.Column), f.Text, f.Hint))
	}
	parts.Faults = nil
	r.doc.Parts = &parts
	r.pieces, err = w.set.bodies.add(r.doc.Body.Digest, pieces)
	return err
}

// reuse takes what old knows of the same bytes.
func (r *record) reuse(old *record, odd *oddity, kind Kind) {
	r.pieces = old.pieces
	was := old.oddity()
	odd.sum = was.sum
	if old.path == r.path {
		r.doc, odd.problems = old.doc, was.problems
		if old.stamp == r.stamp {
			r.encoded = old.encoded
		}
		return
	}
	if old.doc != nil {
		doc := *old.doc
		doc.Path, doc.Kind = r.path, kind
		r.doc = &doc
	}
	for _, p := range was.problems {
		p.File = r.path
		odd.problems = append(odd.problems, p)
	}
}

// bodyDigest names a converted body: by its text, and by all that changes what
// becomes of it.
func bodyDigest(body []byte, opt markdown.Options) digest.Digest {
	h := sha256.New()
	fmt.Fprintf(h, "%d %t\n", markdown.Version, opt.RawHTML)
	h.Write(body)
	return digest.Digest(h.Sum(nil))
}
