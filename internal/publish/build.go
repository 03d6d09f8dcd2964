package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"pressbox/internal/content"
	"pressbox/internal/digest"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
	"pressbox/internal/render"
	"pressbox/internal/site"
)

// stageName is the folder, inside the output folder so that renaming out of it
// cannot fail for want of space, where changed files wait until all are there.
const stageName = ".pressbox-stage"

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

// An action is what becomes of a spot.
type action uint8

const (
	leaveIt action = iota
	makeIt         // its inputs or its file changed: render it, and write it if its bytes did
	removeIt
	forgetIt // the record names it, but it is not there, or not ours any more
)

// A form is what stands at a path.
type form uint8

const (
	absent form = iota
	regular
	foldered // a folder
	odd      // a link or a device
)

// A spot is one path that the plan, the record or the journal names. There are as
// many as files, so what only those need that are made is in a job.
type spot struct {
	path    string
	file    *plan.File // nil when it is not planned
	at      int32      // of file among the files of the plan
	was     *Entry     // nil when the record does not name it
	job     *job       // nil when it is left as it is
	mtime   int64
	folder  int32 // in build.folders
	form    form
	do      action
	pending bool // an interrupted build may have changed it
	same    bool // its size and time are as recorded
}

// A job is a spot that is made.
type job struct {
	*spot
	now     *Entry         // in build.next
	sum     *digest.Digest // of what stood there; nil when nothing did
	written bool
	staged  bool // its bytes wait in the stage
	created bool // its bytes are where they belong and nothing was there before
	touched bool // what stood there was not what the record says
}

// ours reports whether the file at s may be replaced.
func (s *spot) ours() bool { return s.was != nil || s.pending }

// A folder is a folder that spots lie in.
type folder struct {
	path   string // empty for the output folder
	parent int32  // -1 for the output folder
	form   form
	known  int64 // time as recorded; 0 when unknown
	mtime  int64
	wanted bool // planned files lie in it or below
	made   bool // by this build
	dirty  bool // we changed something in it
	alien  bool // it holds something that is not ours
}

// survey lists every path that matters, and their folders.
func (b *build) survey() {
	for _, d := range b.was.parts {
		b.parts.number(d)
	}
	files, entries, paths := b.files, b.was.tree, b.pending.paths
	b.spots = make([]spot, 0, max(len(files), len(entries)))
	b.next.tree = make(Tree, len(files))
	b.folders = []folder{{parent: -1, form: foldered}}
	open := []int32{0} // folders around the last path, outermost first
	for len(files)+len(entries)+len(paths) > 0 {
		next := ""
		if len(files) > 0 {
			next = files[0].Path
		}
		if len(entries) > 0 && (next == "" || entries[0].Path < next) {
			next = entries[0].Path
		}
		if len(paths) > 0 && (next == "" || paths[0] < next) {
			next = paths[0]
		}
		s := spot{path: next, pending: b.pending.damaged}
		if len(files) > 0 && files[0].Path == next {
			s.at = int32(len(b.next.tree) - len(files))
			s.file, files = &files[0], files[1:]
		}
		if len(entries) > 0 && entries[0].Path == next {
			s.was, entries = &entries[0], entries[1:]
		}
		if len(paths) > 0 && paths[0] == next {
			s.pending, paths = true, paths[1:]
		}
		for {
			around := b.folders[open[len(open)-1]].path
			if around == "" || len(next) > len(around) && next[len(around)] == '/' && next[:len(around)] == around {
				break
			}
			open = open[:len(open)-1]
		}
		for {
			last := open[len(open)-1]
			from := len(b.folders[last].path)
			if from > 0 {
				from++
			}
			slash := strings.IndexByte(next[from:], '/')
			if slash < 0 {
				break
			}
			b.folders = append(b.folders, folder{path: next[:from+slash], parent: last})
			open = append(open, int32(len(b.folders)-1))
		}
		s.folder = open[len(open)-1]
		if s.file != nil || b.site == nil {
			b.folders[s.folder].wanted = true
		}
		b.spots = append(b.spots, s)
	}
	for i := len(b.folders) - 1; i > 0; i-- { // children come after their parents
		if f := &b.folders[i]; f.wanted {
			b.folders[f.parent].wanted = true
		}
	}
	at := 0
	for i := range b.folders { // both are in folderOrder
		for at < len(b.was.folders) && folderOrder(b.was.folders[at].path, b.folders[i].path) < 0 {
			at++
		}
		if at < len(b.was.folders) && b.was.folders[at].path == b.folders[i].path {
			b.folders[i].known = b.was.folders[at].mtime
		}
	}
}

// look sees what stands at every spot. A spot costs one lstat and so does a
// folder, which is listed only if its time is not the recorded one.
func (b *build) look(ctx context.Context) error {
	from, err := newLookout(b.root)
	if err != nil {
		return err
	}
	defer from.close()
	top, err := b.root.Stat(".")
	if err != nil {
		return err
	}
	b.folders[0].mtime = top.ModTime().UnixNano()
	if empty, err := b.empty(); empty || err != nil {
		return err
	}
	err = each(ctx, b.jobs, len(b.folders), func(i int) error {
		f := &b.folders[i]
		if i == 0 {
			return nil
		}
		var err error
		f.form, _, f.mtime, err = from.lstat(f.path)
		return err
	})
	if err != nil {
		return err
	}
	for i := range b.folders { // parents come first
		if f := &b.folders[i]; f.parent >= 0 && b.folders[f.parent].form != foldered {
			f.form = absent
		}
	}
	err = each(ctx, b.jobs, len(b.spots), func(i int) error {
		s := &b.spots[i]
		if b.folders[s.folder].form != foldered {
			return nil
		}
		var err error
		var size int64
		s.form, size, s.mtime, err = from.lstat(s.path)
		s.same = s.was != nil && s.form == regular && size == s.was.Size && s.mtime == s.was.mtime
		return err
	})
	if err != nil {
		return err
	}
	var mu sync.Mutex
	err = each(ctx, b.jobs, len(b.folders), func(i int) error {
		f := &b.folders[i]
		if f.form != foldered || f.known != 0 && f.known == f.mtime && !b.opt.Clean {
			return nil
		}
		found, err := b.strangers(f.path)
		if len(found) > 0 {
			f.alien = true
			mu.Lock()
			b.foreign = append(b.foreign, found...)
			mu.Unlock()
		}
		return err
	})
	return err
}

// empty reports whether nothing lies in the output folder.
func (b *build) empty() (bool, error) {
	top, err := b.root.Open(".")
	if err != nil {
		return false, err
	}
	defer top.Close()
	_, err = top.Readdirnames(1)
	if err == io.EOF {
		return true, nil
	}
	return false, err
}

// strangers lists what lies in a folder and is named nowhere. A folder that a
// version control system or a build of ours keeps there is none.
func (b *build) strangers(dir string) ([]string, error) {
	file, err := b.root.Open(orDot(dir))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	entries, err := file.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range entries {
		name := e.Name()
		if dir == "" && (name == stageName || name == ".git" || name == ".hg" || name == ".svn") {
			continue
		}
		p := path.Join(dir, name)
		if _, ok := b.spot(p); ok || b.leads(p) {
			continue
		}
		if e.IsDir() {
			p += "/"
		}
		found = append(found, p)
	}
	return found, nil
}

// spot returns the spot at p.
func (b *build) spot(p string) (*spot, bool) {
	i, ok := b.search(p)
	if !ok {
		return nil, false
	}
	return &b.spots[i], true
}

// leads reports whether a spot lies below the folder p.
func (b *build) leads(p string) bool {
	i, _ := b.search(p + "/")
	return i < len(b.spots) && strings.HasPrefix(b.spots[i].path, p+"/")
}

func (b *build) search(p string) (int, bool) {
	return slices.BinarySearchFunc(b.spots, p, func(s spot, p string) int { return strings.Compare(s.path, p) })
}

func orDot(dir string) string {
	if dir == "" {
		return "."
	}
	return dir
}

// decide compares what stands at every spot with the record, and the record
// with the plan. Nothing is read of a file whose size and time are as recorded.
func (b *build) decide(ctx context.Context) error {
	err := each(ctx, b.jobs, len(b.spots), func(i int) error {
		s := &b.spots[i]
		sum, touched, err := b.known(s)
		if err != nil {
			return err
		}
		switch {
		case s.file != nil:
			now := &b.next.tree[s.at]
			*now = b.entry(s.file, s.was)
			if s.was != nil && s.was.Key == now.Key && s.form == regular && !touched && !b.opt.Clean {
				now.mtime = s.mtime
				return nil
			}
			s.do = makeIt
			s.job = &job{spot: s, touched: touched, now: now}
			if s.form == regular {
				stood := sum
				s.job.sum = &stood
			}
		case s.form == regular && (s.pending || !touched):
			s.do = removeIt
		default:
			s.do = forgetIt // somebody else's by now, even if it was ours
		}
		return nil
	})
	for i := range b.spots {
		s := &b.spots[i]
		if s.do != forgetIt || s.form == absent || s.form == foldered && b.leads(s.path) {
			continue
		}
		name := s.path
		if s.form == foldered {
			name += "/"
		}
		b.foreign = append(b.foreign, name)
		b.folders[s.folder].alien = true
	}
	slices.Sort(b.foreign)
	return err
}

// known returns the sum of what stands at s and whether it differs from what the
// record says.
func (b *build) known(s *spot) (sum digest.Digest, touched bool, err error) {
	if s.form != regular {
		return sum, s.was != nil && s.form != absent, nil
	}
	if s.same && s.mtime != 0 && !s.pending && !b.opt.Clean {
		return s.was.Sum, false, nil
	}
	sum, err = b.sumOf(s.path)
	return sum, s.was != nil && sum != s.was.Sum, err
}

func (b *build) sumOf(name string) (digest.Digest, error) {
	file, err := b.root.Open(name)
	if err != nil {
		return digest.Digest{}, err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return digest.Digest{}, err
	}
	return digest.Digest(h.Sum(nil)), nil
}

// entry returns the entry of a file that is made from what f is. Sum, size and time are
// those of was, the recorded one, which may be nil. A file that is copied depends on its
// bytes alone. The data is only made if nothing less shows that the key is the same.
func (b *build) entry(f *plan.File, was *Entry) Entry {
	e := Entry{}
	if was != nil {
		e = *was
	}
	e.Path, e.basis = f.Path, f.Basis()
	parts := b.site.Renderer.Around(*f)
	if was != nil && b.based(was, e.basis, parts) {
		return e
	}
	parts.Data = f.Digest()
	e.Key = parts.Key()
	if !f.Made() {
		e.Key = f.Sum
	}
	if was == nil || was.Key != e.Key {
		e.program, e.templates, e.site = b.parts.number(parts.Program), b.parts.number(parts.Templates), b.parts.number(parts.Site)
		copy(e.data[:], parts.Data[:])
	}
	return e
}

// based reports whether the key of a file, whose parts around the data are given, must
// be the recorded one, since its data stands on the same basis and ground.
func (b *build) based(was *Entry, basis plan.Basis, around render.Parts) bool {
	return basis != 0 && basis == was.basis && b.was.ground == b.next.ground &&
		b.was.parts[was.program] == around.Program && b.was.parts[was.templates] == around.Templates && b.was.parts[was.site] == around.Site
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

// obstructed looks for planned paths at which something stands that is not ours.
// A file with the very bytes that are wanted is adopted.
func (b *build) obstructed(ctx context.Context) error {
	if b.opt.Clean {
		return b.strange()
	}
	var mu sync.Mutex
	var paths []string
	block := func(p string) {
		mu.Lock()
		defer mu.Unlock()
		paths = append(paths, p)
	}
	for i := range b.folders {
		f := &b.folders[i]
		if !f.wanted || f.form != regular && f.form != odd {
			continue
		}
		if s, ok := b.spot(f.path); !ok || s.do != removeIt {
			block(f.path)
		}
	}
	err := each(ctx, b.jobs, len(b.spots), func(i int) error {
		s := &b.spots[i]
		if s.do != makeIt {
			return nil
		}
		switch s.form {
		case regular:
			if s.ours() {
				return nil
			}
			sum, err := b.wanted(s)
			if err == nil && sum != *s.job.sum {
				block(s.path)
			}
			return err
		case odd:
			if !s.ours() {
				block(s.path)
			}
		case foldered:
			free, err := b.clears(s.path)
			if err == nil && !free {
				block(s.path + "/")
			}
			return err
		}
		return nil
	})
	if err == nil && b.failures != nil {
		return &Refusal{b.failures.Sort()}
	}
	if err == nil && len(paths) > 0 {
		slices.Sort(paths)
		return &Obstruction{Out: b.out, Paths: slices.Compact(paths)}
	}
	return err
}

// fewStrangers is how many files a folder that was never built into may lose to
// --clean: what somebody forgot in public/, and no folder of documents.
const fewStrangers = 10

// strange refuses to clean a folder that looks like one of somebody's own.
func (b *build) strange() error {
	if len(b.was.tree) > 0 || b.pending.found {
		return nil // it was built into, and what is not ours was named then
	}
	files := 0
	for _, name := range b.foreign {
		err := fs.WalkDir(b.root.FS(), strings.TrimSuffix(name, "/"), func(_ string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				files++
			}
			if files > fewStrangers {
				return fs.SkipAll
			}
			return err
		})
		if err != nil {
			return err
		}
		if files > fewStrangers {
			return &Stranger{Out: b.out, Paths: b.foreign}
		}
	}
	return nil
}

// clears reports whether the folder p is gone once everything that is to be
// removed is.
func (b *build) clears(p string) (bool, error) {
	clears := true
	err := fs.WalkDir(b.root.FS(), p, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if s, ok := b.spot(name); !ok || s.do != removeIt {
			clears = false
			return fs.SkipAll
		}
		return nil
	})
	return clears, err
}

// wanted returns the sum of the bytes that s is to have.
func (b *build) wanted(s *spot) (digest.Digest, error) {
	if !s.file.Made() {
		return s.file.Sum, nil
	}
	buf := b.buffer()
	defer b.free(buf)
	if err := b.render(buf, *s.file); err != nil {
		return digest.Digest{}, b.failed(err)
	}
	return digest.Of(buf.Bytes()), nil
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

// begin writes the journal and clears the stage of an interrupted build.
func (b *build) begin(todo []*job, gone []*spot) error {
	paths := slices.Clone(b.pending.paths)
	for _, j := range todo {
		paths = append(paths, j.path)
	}
	for _, s := range gone {
		paths = append(paths, s.path)
	}
	slices.Sort(paths)
	if !b.pending.damaged { // a damaged one names everything
		if err := b.state.begin(slices.Compact(paths)); err != nil {
			return err
		}
	}
	return b.root.RemoveAll(stageName)
}

// make renders what is to be made. New files are created where they belong;
// changed ones go to the stage. A template that fails does not end the search
// for others that do, but nothing is written after it.
func (b *build) make(ctx context.Context, todo []*job) error {
	from, err := newLookout(b.root)
	if err != nil {
		return err
	}
	defer from.close()
	hands := make(chan *hand, b.jobs)
	for range b.jobs {
		hands <- &hand{out: from, top: b.root}
	}
	defer func() {
		for range b.jobs {
			(<-hands).leave()
		}
	}()
	staging := false
	one := <-hands
	for i := range b.folders {
		// Every folder is made before its files, unless something of ours is in its way.
		f := &b.folders[i]
		if !f.wanted || f.form != absent || b.folders[f.parent].form != foldered {
			continue
		}
		if err := one.mkdir(f.path); err != nil {
			hands <- one
			return err
		}
		f.form, f.made, f.dirty = foldered, true, true
		b.folders[f.parent].dirty = true
	}
	hands <- one
	for _, j := range todo {
		staging = staging || b.stages(j.spot)
	}
	if staging {
		if err := b.root.Mkdir(stageName, 0o777); err != nil {
			return err
		}
	}
	err = each(ctx, b.jobs, len(todo), func(n int) error {
		h := <-hands
		err := b.makeOne(h, todo[n], n)
		hands <- h
		if b.opt.Progress != nil {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.made++
			b.opt.Progress(b.made, len(todo))
		}
		return err
	})
	if err == nil && len(b.failures) > 0 {
		return &Refusal{b.failures.Sort()}
	}
	return err
}

// stages reports whether the bytes of s have to wait in the stage.
func (b *build) stages(s *spot) bool {
	return s.form != absent || b.folders[s.folder].form != foldered
}

func (b *build) makeOne(h *hand, j *job, n int) error {
	var content []byte
	sum := j.file.Sum
	if j.file.Made() {
		buf := b.buffer()
		defer b.free(buf)
		if err := b.render(buf, *j.file); err != nil {
			return b.failed(err)
		}
		content = buf.Bytes()
		sum = digest.Of(content)
	}
	j.now.Sum, j.now.Size, j.now.mtime = sum, int64(len(content)), j.mtime
	if j.form == regular && sum == *j.sum {
		if !j.file.Made() {
			info, err := b.root.Lstat(j.path)
			if err != nil {
				return err
			}
			j.now.Size = info.Size()
		}
		return nil
	}
	if b.broken() {
		return nil
	}
	name, staged := j.path, b.stages(j.spot)
	if staged {
		name = stagePath(n)
	}
	file, err := h.create(name)
	if err != nil {
		return err
	}
	j.staged, j.created, j.written = staged, !staged, true
	if j.file.Made() {
		_, err = file.Write(content)
	} else {
		err = b.copy(file, j.file)
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		_, j.now.Size, j.now.mtime, err = h.out.lstat(name)
	}
	return err
}

func (b *build) broken() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.failures) > 0
}

// copy writes the bytes of a file that is not rendered, and refuses others than
// the plan was made for.
func (b *build) copy(to io.Writer, f *plan.File) error {
	from, err := b.site.Open(*f)
	if errors.Is(err, fs.ErrNotExist) {
		return content.Changed(f.From)
	}
	if err != nil {
		return err
	}
	defer from.Close()
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(to, h), from); err != nil {
		return err
	}
	if digest.Digest(h.Sum(nil)) != f.Sum {
		return content.Changed(f.From)
	}
	return nil
}

func stagePath(n int) string { return stageName + "/" + strconv.Itoa(n) }

// undo takes back what make did and returns err. If that fails too, the journal
// stays, and the next build mends the rest.
func (b *build) undo(todo []*job, err error) error {
	whole := true
	for _, j := range todo {
		if j.created {
			whole = b.root.Remove(j.path) == nil && whole
		}
	}
	b.prune(func(f *folder) bool { return f.made })
	whole = b.root.RemoveAll(stageName) == nil && whole
	if whole && !b.pending.found {
		_ = b.state.end() // a journal that stays costs the next build a look, no more
	}
	return err
}

// prune removes the folders that a rule names, where nothing is left in them.
func (b *build) prune(rule func(*folder) bool) {
	for i := len(b.folders) - 1; i > 0; i-- { // children come after their parents
		f := &b.folders[i]
		// It fails where something lies, which is as it should be.
		if f.form == foldered && rule(f) && b.root.Remove(f.path) == nil {
			f.form = absent
			b.folders[f.parent].dirty = true
		}
	}
}

// commit puts everything in place. It is short, and it does not stop halfway for
// anything but an error: what is then left is mended by the next build.
func (b *build) commit(todo []*job, gone []*spot) error {
	if b.opt.Clean {
		if err := b.sweep(); err != nil {
			return err
		}
	}
	for _, s := range gone {
		if err := b.root.Remove(s.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		b.folders[s.folder].dirty = true
	}
	b.prune(func(f *folder) bool { return !f.wanted && !f.alien })
	for n, j := range todo {
		if j.written {
			b.folders[j.folder].dirty = true
		}
		if !j.staged {
			continue
		}
		if j.form == foldered {
			if err := b.root.RemoveAll(j.path); err != nil {
				return err
			}
		}
		if f := &b.folders[j.folder]; f.form != foldered {
			if err := b.root.MkdirAll(f.path, 0o777); err != nil {
				return err
			}
			f.form, f.dirty = foldered, true
		}
		if err := b.root.Rename(stagePath(n), j.path); err != nil {
			return err
		}
	}
	return b.root.RemoveAll(stageName)
}

// sweep removes what is not ours.
func (b *build) sweep() error {
	for _, name := range b.foreign {
		if err := b.root.RemoveAll(strings.TrimSuffix(name, "/")); err != nil {
			return err
		}
	}
	b.foreign = nil
	for i := range b.folders {
		f := &b.folders[i]
		f.alien = false
		if f.wanted && (f.form == regular || f.form == odd) {
			if err := b.root.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			f.form = absent
		}
	}
	return nil
}

// finish makes the record of what stands now.
func (b *build) finish() error {
	clock, err := b.state.now()
	if err != nil {
		return err
	}
	// Within one tick of the file system's clock a file may change again
	// without a sign of it, so the time of a file that young says nothing.
	const tick = 20e6
	settled := func(mtime int64) int64 {
		if mtime > clock-tick {
			return 0
		}
		return mtime
	}
	r := &b.next
	// Parts are numbered anew, in the order in which files name them: what was found
	// by several goroutines has no order, and what nothing names any more is dropped.
	found := b.parts.list
	numbers := make([]int, len(found))
	number := func(n *uint16) {
		if numbers[*n] == 0 {
			r.parts = append(r.parts, found[*n])
			numbers[*n] = len(r.parts)
		}
		*n = uint16(numbers[*n] - 1)
	}
	for i := range r.tree {
		e := &r.tree[i]
		e.mtime = settled(e.mtime)
		number(&e.program)
		number(&e.templates)
		number(&e.site)
	}
	from, err := newLookout(b.root)
	if err != nil {
		return err
	}
	defer from.close()
	err = each(context.Background(), b.jobs, len(b.folders), func(i int) error {
		f := &b.folders[i]
		if f.form != foldered || !f.dirty {
			return nil
		}
		form, _, mtime, err := from.lstat(orDot(f.path))
		if err == nil && form != foldered && i > 0 { // the output folder itself may be led to by a link
			err = fmt.Errorf("%s is no folder any more (build again)", f.path)
		}
		f.mtime = mtime
		return err
	})
	for i := range b.folders {
		if f := &b.folders[i]; f.form == foldered && f.wanted && !f.alien && settled(f.mtime) != 0 {
			r.folders = append(r.folders, folderTime{f.path, f.mtime})
		}
	}
	return err
}

// A partTable numbers parts of keys, of which many files share few.
type partTable struct {
	mu      sync.Mutex
	list    []digest.Digest
	numbers map[digest.Digest]uint16
}

// number returns the number of d. Files of a site name a few dozen parts: one for
// each template. Should there be more than numbers, the last one is shared, which
// makes a reason wrong and nothing else.
func (t *partTable) number(d digest.Digest) uint16 {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, ok := t.numbers[d]
	if !ok {
		if t.numbers == nil {
			t.numbers = map[digest.Digest]uint16{}
		}
		if len(t.list) > math.MaxUint16 {
			return math.MaxUint16
		}
		n = uint16(len(t.list))
		t.list = append(t.list, d)
		t.numbers[d] = n
	}
	return n
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
