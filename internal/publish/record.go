package publish

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"pressbox/internal/digest"
	"pressbox/internal/plan"
)

// A record is what we wrote into one output folder, and from what. The zero
// record is that of a folder never written to.
type record struct {
	out     string
	site    string // its id
	baseURL string
	drafts  bool
	now     time.Time     // of the site as published
	ground  digest.Digest // what the bases of entries stand on

	parts   []digest.Digest // that entries name by number
	folders []folderTime    // in folderOrder
	tree    Tree

	sum digest.Digest // of the file that holds it; zero when none does
}

// A folderTime is the time of a folder that held nothing but our files.
type folderTime struct {
	path  string // empty for the output folder itself
	mtime int64
}

// same reports whether two records of one folder say the same, the clock aside.
func (r *record) same(as *record) bool {
	return r.out == as.out && r.site == as.site && r.baseURL == as.baseURL && r.drafts == as.drafts && r.ground == as.ground &&
		slices.Equal(r.parts, as.parts) && slices.Equal(r.folders, as.folders) && slices.Equal(r.tree, as.tree)
}

// The files begin with a line that changes with their format, and end in a
// digest of everything before it. What does not fit is as good as no file.
const (
	recordFormat  = "pressbox record 3\n"
	journalFormat = "pressbox journal 1\n"
)

var errFormat = errors.New("not a file of this version")

// record reads the record. One that is missing, damaged or of another version is
// empty: everything in the folder is then unknown.
func (s *state) record() *record {
	content, err := fs.ReadFile(s.root.FS(), "record-"+s.name)
	if err != nil {
		return &record{}
	}
	r, err := decodeRecord(content)
	if err != nil || r.out != s.out {
		return &record{}
	}
	return r
}

// keep writes the record.
func (s *state) keep(r *record) error {
	return s.writeWith("record-"+s.name, func(w io.Writer) (err error) {
		r.sum, err = r.encode(w)
		return err
	})
}

// A journal names the paths that an interrupted build was about to change.
type journal struct {
	found   bool
	damaged bool     // every path is unknown
	paths   []string // in order
}

// journal reads the journal of an interrupted build, if there is one.
func (s *state) journal() journal {
	content, err := fs.ReadFile(s.root.FS(), "journal-"+s.name)
	if errors.Is(err, fs.ErrNotExist) {
		return journal{}
	}
	j := journal{found: true}
	d := decoder{rest: content}
	d.open(journalFormat)
	j.paths = d.paths(d.count(2), strings.Compare)
	if err != nil || d.failed() {
		return journal{found: true, damaged: true}
	}
	return j
}

// begin writes the journal: paths, in order, are about to change.
func (s *state) begin(paths []string) error {
	e := encoder{}
	e.buf = append(e.buf, journalFormat...)
	e.number(uint64(len(paths)))
	e.paths(len(paths), func(i int) string { return paths[i] })
	return s.write("journal-"+s.name, e.sealed())
}

// end removes the journal: what the record says is true again.
func (s *state) end() error {
	err := s.root.Remove("journal-" + s.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// encode writes r, which takes more memory as a whole than is left at the end of a
// build, in pieces. It returns the digest at its end.
func (r *record) encode(w io.Writer) (digest.Digest, error) {
	e := encoder{to: w, seal: sha256.New()}
	e.buf = append(e.buf, recordFormat...)
	e.text(r.out)
	e.text(r.site)
	e.text(r.baseURL)
	drafts := uint64(0)
	if r.drafts {
		drafts = 1
	}
	e.number(drafts)
	e.text(r.now.Format(time.RFC3339Nano))
	e.buf = append(e.buf, r.ground[:]...)
	e.number(uint64(len(r.parts)))
	for _, p := range r.parts {
		e.buf = append(e.buf, p[:]...)
		e.pass()
	}
	e.number(uint64(len(r.folders)))
	e.paths(len(r.folders), func(i int) string { return r.folders[i].path })
	for _, f := range r.folders {
		e.signed(f.mtime)
		e.pass()
	}
	e.number(uint64(len(r.tree)))
	e.paths(len(r.tree), func(i int) string { return r.tree[i].Path })
	for i := range r.tree {
		f := &r.tree[i]
		e.buf = append(e.buf, f.Key[:]...)
		e.buf = append(e.buf, f.Sum[:]...)
		e.number(uint64(f.Size))
		e.signed(f.mtime)
		e.number(uint64(f.program))
		e.number(uint64(f.templates))
		e.number(uint64(f.site))
		e.buf = append(e.buf, f.data[:]...)
		e.buf = binary.LittleEndian.AppendUint64(e.buf, uint64(f.basis))
		e.pass()
	}
	return e.end()
}

func decodeRecord(content []byte) (*record, error) {
	d := decoder{rest: content}
	d.open(recordFormat)
	r := &record{sum: sealOf(content), out: d.text(), site: d.text(), baseURL: d.text(), drafts: d.number() == 1}
	now, err := time.Parse(time.RFC3339Nano, d.text())
	if err != nil {
		return nil, errFormat
	}
	r.now = now
	d.bytes(r.ground[:])
	r.parts = make([]digest.Digest, d.count(len(digest.Digest{})))
	for i := range r.parts {
		d.bytes(r.parts[i][:])
	}
	r.folders = make([]folderTime, d.count(3))
	for i, path := range d.paths(len(r.folders), folderOrder) {
		r.folders[i].path = path
	}
	for i := range r.folders {
		r.folders[i].mtime = d.signed()
	}
	r.tree = make(Tree, d.count(85))
	for i, path := range d.paths(len(r.tree), strings.Compare) {
		r.tree[i].Path = path
	}
	for i := range r.tree {
		f := &r.tree[i]
		d.bytes(f.Key[:])
		d.bytes(f.Sum[:])
		f.Size = int64(d.number())
		f.mtime = d.signed()
		f.program, f.templates, f.site = uint16(d.number()), uint16(d.number()), uint16(d.number())
		d.bytes(f.data[:])
		f.basis = plan.Basis(d.fixed())
		if !fs.ValidPath(f.Path) || max(int(f.program), int(f.templates), int(f.site)) >= len(r.parts) {
			return nil, errFormat
		}
	}
	if d.failed() {
		return nil, errFormat
	}
	return r, nil
}

// folderOrder compares folders by the files in them: a-b/x stands before a/x, so
// a-b comes before a. The output folder itself, without a path, is the first.
func folderOrder(a, b string) int {
	n := min(len(a), len(b))
	switch {
	case n == 0:
		return cmp.Compare(len(a), len(b))
	case a[:n] != b[:n]:
		return strings.Compare(a, b)
	case len(a) == len(b):
		return 0
	case len(b) > n: // a/ against what follows in b
		return cmp.Or(cmp.Compare('/', b[n]), -1)
	}
	return cmp.Or(cmp.Compare(a[n], '/'), 1)
}

// An encoder appends values to buf, and passes them on when they are many if it has
// somebody to pass them to.
type encoder struct {
	buf []byte

	to   io.Writer // nil to keep all
	seal hash.Hash // of what was passed on
	err  error     // of to, the first
}

// passed is how many bytes an encoder gathers before it passes them on.
const passed = 1 << 16

func (e *encoder) pass() {
	if e.to != nil && len(e.buf) >= passed {
		e.flush()
	}
}

func (e *encoder) flush() {
	e.seal.Write(e.buf)
	if e.err == nil {
		_, e.err = e.to.Write(e.buf)
	}
	e.buf = e.buf[:0]
}

// end passes on what is left and the digest of everything, and returns that.
func (e *encoder) end() (digest.Digest, error) {
	e.flush()
	sum := digest.Digest(e.seal.Sum(nil))
	if e.err == nil {
		_, e.err = e.to.Write(sum[:])
	}
	return sum, e.err
}

func (e *encoder) number(n uint64) { e.buf = binary.AppendUvarint(e.buf, n) }
func (e *encoder) signed(n int64)  { e.buf = binary.AppendVarint(e.buf, n) }

func (e *encoder) text(s string) {
	e.number(uint64(len(s)))
	e.buf = append(e.buf, s...)
}

// paths writes n sorted paths, each as what it shares with the one before and the rest.
func (e *encoder) paths(n int, path func(int) string) {
	total := 0
	for i := range n {
		total += len(path(i))
	}
	e.number(uint64(total))
	last := ""
	for i := range n {
		p := path(i)
		shared := 0
		for shared < min(len(p), len(last)) && p[shared] == last[shared] {
			shared++
		}
		e.number(uint64(shared))
		e.text(p[shared:])
		e.pass()
		last = p
	}
}

func (e *encoder) sealed() []byte {
	sum := digest.Of(e.buf)
	return append(e.buf, sum[:]...)
}

// sealOf returns the digest that sealed has put at the end of content.
func sealOf(content []byte) (d digest.Digest) {
	copy(d[:], content[max(0, len(content)-len(d)):])
	return d
}

// A decoder takes values from the front of rest. After a fault it returns zeros.
type decoder struct {
	rest  []byte
	fault bool
}

// open checks the digest at the end and the line at the beginning.
func (d *decoder) open(format string) {
	body := len(d.rest) - len(digest.Digest{})
	if body < 0 {
		d.fail()
		return
	}
	sum := digest.Of(d.rest[:body])
	if !bytes.Equal(sum[:], d.rest[body:]) || !bytes.HasPrefix(d.rest[:body], []byte(format)) {
		d.fail()
		return
	}
	d.rest = d.rest[len(format):body]
}

func (d *decoder) fail() { d.rest, d.fault = nil, true }

// failed reports whether anything did not fit, or was left over.
func (d *decoder) failed() bool { return d.fault || len(d.rest) > 0 }

func (d *decoder) number() uint64 {
	n, size := binary.Uvarint(d.rest)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.rest = d.rest[size:]
	return n
}

func (d *decoder) signed() int64 {
	n, size := binary.Varint(d.rest)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.rest = d.rest[size:]
	return n
}

// count reads how many things of at least size bytes follow.
func (d *decoder) count(size int) int {
	n := d.number()
	if n > uint64(len(d.rest)/size) {
		d.fail()
		return 0
	}
	return int(n)
}

// fixed reads a number of eight bytes.
func (d *decoder) fixed() uint64 {
	var b [8]byte
	d.bytes(b[:])
	return binary.LittleEndian.Uint64(b[:])
}

func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.rest)) {
		d.fail()
		return nil
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) bytes(to []byte) { copy(to, d.take(uint64(len(to)))) }
func (d *decoder) text() string    { return string(d.take(d.number())) }

// paths reads n paths, which are sorted by order. They share one string, since
// there are many.
func (d *decoder) paths(n int, order func(a, b string) int) []string {
	total := d.number()
	if total > 1<<32 {
		d.fail()
		return nil
	}
	var all strings.Builder
	all.Grow(int(total))
	ends := make([]int, n)
	start := 0
	for i := range n {
		shared, rest := d.number(), d.take(d.number())
		if d.fault || shared > uint64(all.Len()-start) {
			d.fail()
			return make([]string, n)
		}
		last := all.String()[start : start+int(shared)]
		start = all.Len()
		all.WriteString(last)
		all.Write(rest)
		ends[i] = all.Len()
	}
	paths := make([]string, n)
	text, start := all.String(), 0
	for i, end := range ends {
		paths[i], start = text[start:end], end
		if i > 0 && order(paths[i-1], paths[i]) >= 0 {
			d.fail()
		}
	}
	return paths
}
