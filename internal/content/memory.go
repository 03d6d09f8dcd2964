package content

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strings"

	"pressbox/internal/digest"
	"pressbox/internal/markdown"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// What is remembered from run to run lies in two files of Options.Cache: the records
// in one that is written anew, under another name first, when something changed; and
// the bodies in a pack that grows. A record is believed only of a file that the
// listing has, and only if the file's stamp or bytes are those of the record.
const (
	cacheFile = "content.cache"
	packFile  = "content.bodies"
	clockFile = "content.clock"

	cacheHeader = "pressbox content 2\n"
)

// A memory is what is known before a Load.
type memory struct {
	records []record // in path order
	asOf    int64    // the files were read at that time or later; by the file system's clock
	bodies  *bodies
	folder  *os.Root // Options.Cache; nil when nothing can be kept there
	fresh   bool     // the cache held nothing of use
	loaded  bool     // it is of an earlier Load of this process
	unsaved int      // how much of it the cache does not have
	plain   bool     // listing had nothing to report
}

func (m *memory) at(path string) *record { return findRecord(m.records, path) }

// remembered returns what is known from a previous Set, else from the cache.
func remembered(root *os.Root, opt Options, previous *Set) *memory {
	if previous != nil && previous.opt.Markdown == opt.Markdown && previous.opt.Program == opt.Program && previous.opt.Cache == opt.Cache {
		return &memory{
			records: previous.records, asOf: previous.asOf, bodies: previous.bodies, folder: previous.folder,
			loaded: true, unsaved: previous.unsaved, plain: previous.plain,
		}
	}
	m := &memory{fresh: true}
	if opt.Cache != "" && root.MkdirAll(opt.Cache, 0o777) == nil {
		m.folder, _ = root.OpenRoot(opt.Cache)
	}
	if m.folder == nil {
		m.bodies = &bodies{memory: map[digest.Digest]markdown.Pieces{}}
		return m
	}
	records, asOf, packSize, err := readCache(m.folder, opt)
	if err == nil {
		m.records, m.asOf, m.fresh = records, asOf, false
	}
	m.bodies = openPack(m.folder, packSize)
	return m
}

// key names the programs and settings that may believe a cache.
func (opt Options) key() digest.Digest {
	return digest.Of(fmt.Appendf(nil, "%s\n%d %t\n", opt.Program, markdown.Version, opt.Markdown.RawHTML))
}

// now returns the time by the file system's own clock, which need not be ours; 0
// when it cannot be told.
func (m *memory) now() int64 {
	if m.folder == nil {
		return 0
	}
	f, err := m.folder.OpenFile(clockFile, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return 0
	}
	defer f.Close()
	if _, err := f.WriteString("\n"); err != nil {
		return 0
	}
	st, err := f.Stat()
	if err != nil {
		return 0
	}
	return st.ModTime().UnixNano()
}

// remember keeps what s knows for the next run, if that is more than is kept already.
// That it cannot be kept is no failure. While a preview runs, which saves often and
// little, the cache may lack a fiftieth: the next run reads those files again.
func (s *Set) remember(old *memory, news int) {
	s.folder = old.folder
	s.forget()
	s.bodies.mu.Lock()
	s.bodies.flush()
	s.bodies.mu.Unlock()
	if len(s.records) != len(old.records) {
		news++
	}
	s.unsaved = old.unsaved + news
	if s.folder == nil || s.unsaved == 0 && !old.fresh || old.loaded && s.unsaved < len(s.records)/50 {
		return
	}
	s.compact()
	_ = s.writeCache()
	s.unsaved = 0
}

func (s *Set) writeCache() error {
	const temporary = cacheFile + ".new"
	f, err := s.folder.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := crc32.New(castagnoli)
	w := bufio.NewWriterSize(io.MultiWriter(f, sum), 1<<18)
	var n counts
	for i := range s.records {
		n.add(&s.records[i])
	}
	key := s.opt.key()
	b := append([]byte(cacheHeader), key[:]...)
	b = binary.AppendVarint(b, s.asOf)
	b = binary.AppendVarint(b, s.bodies.size)
	for _, c := range [...]int{len(s.records), n.docs, n.assets, n.links, n.anchors, n.problems} {
		b = binary.AppendUvarint(b, uint64(c))
	}
	w.Write(b) // errors of w stay until Flush
	for i := range s.records {
		if r := &s.records[i]; r.encoded != "" {
			w.WriteString(r.encoded)
		} else {
			b = r.encode(b[:0])
			w.Write(b)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if _, err := f.Write(sum.Sum(nil)); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return s.folder.Rename(temporary, cacheFile)
}

// counts are what a cache holds in all, so that it is read into few, large pieces
// of memory.
type counts struct{ docs, assets, links, anchors, problems int }

func (n *counts) add(r *record) {
	n.problems += len(r.oddity().problems)
	if r.asset != nil {
		n.assets++
	}
	if d := r.doc; d != nil {
		n.docs++
		n.links += len(d.Parts.Links)
		n.anchors += len(d.Parts.Anchors)
	}
}

// The encoding of a record: numbers are varints, texts have their length before them.

const (
	holdsDocument = 1 << iota
	holdsAsset
)

func (r *record) encode(b []byte) []byte {
	flags := byte(0)
	if r.doc != nil {
		flags |= holdsDocument
	}
	if r.asset != nil {
		flags |= holdsAsset
	}
	b = append(b, flags)
	b = appendString(b, r.path)
	b = binary.AppendVarint(b, r.stamp.size)
	b = binary.AppendVarint(b, r.stamp.modified)
	b = binary.AppendVarint(b, r.stamp.changed)
	b = binary.AppendUvarint(b, r.stamp.inode)
	sum, problems := r.sum(), r.oddity().problems
	b = append(b, sum[:]...)
	b = binary.AppendUvarint(b, uint64(len(problems)))
	for _, p := range problems {
		b = append(b, byte(p.Severity))
		b = appendString(b, p.Rule)
		b = binary.AppendVarint(b, int64(p.Line))
		b = binary.AppendVarint(b, int64(p.Column))
		b = appendString(b, p.Text)
		b = appendString(b, p.Hint)
	}
	if a := r.asset; a != nil {
		b = binary.AppendVarint(b, a.Size)
		b = binary.AppendVarint(b, int64(a.Width))
		b = binary.AppendVarint(b, int64(a.Height))
	}
	if d := r.doc; d != nil {
		b = append(b, byte(d.Kind))
		b = append(b, d.Body.Digest[:]...)
		b = binary.AppendVarint(b, int64(d.Body.Size))
		b = binary.AppendVarint(b, int64(d.Body.Line))
		b = binary.AppendVarint(b, r.pieces.at)
		b = binary.AppendVarint(b, int64(r.pieces.length))
		b = appendString(b, d.Parts.Summary)
		b = binary.AppendUvarint(b, uint64(len(d.Parts.Links)))
		for _, l := range d.Parts.Links {
			b = append(b, byte(l.Kind))
			b = appendString(b, l.Dest)
			if l.Kind == markdown.Image {
				b = appendString(b, l.Alt)
			}
			b = binary.AppendVarint(b, int64(l.Line))
			b = binary.AppendVarint(b, int64(l.Column))
		}
		b = binary.AppendUvarint(b, uint64(len(d.Parts.Anchors)))
		for _, a := range d.Parts.Anchors {
			b = appendString(b, a)
		}
		b = appendString(b, string(d.Meta))
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// readCache reads the records of a cache that opt may believe. All their texts are
// parts of one.
func readCache(folder *os.Root, opt Options) (records []record, asOf, packSize int64, err error) {
	f, err := folder.OpenFile(cacheFile, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, 0, 0, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		return nil, 0, 0, errCache
	}
	size := st.Size()
	key := opt.key()
	if size < int64(len(cacheHeader)+len(key)+crc32.Size) || size > 1<<32 {
		return nil, 0, 0, errCache
	}
	var text strings.Builder
	text.Grow(int(size))
	sum := crc32.New(castagnoli)
	if _, err := io.CopyN(io.MultiWriter(&text, sum), f, size-crc32.Size); err != nil {
		return nil, 0, 0, err
	}
	var want [crc32.Size]byte
	if _, err := io.ReadFull(f, want[:]); err != nil || string(want[:]) != string(sum.Sum(nil)) {
		return nil, 0, 0, errCache
	}
	return decodeCache(text.String(), key)
}

var errCache = fmt.Errorf("content: the cache is damaged, or not for this program")

func decodeCache(s string, key digest.Digest) (records []record, asOf, packSize int64, err error) {
	s, ok := strings.CutPrefix(s, cacheHeader+string(key[:]))
	if !ok {
		return nil, 0, 0, errCache
	}
	d := decoder{s: s}
	asOf, packSize = d.int(), d.int()
	// A record takes more than a byte, so what is counted falsely is found out before
	// memory is asked for.
	total := d.count()
	docs, assets := make([]Document, d.count()), make([]Asset, d.count())
	d.parts = make([]markdown.Parts, len(docs))
	d.links = make([]markdown.Link, d.count())
	d.anchors = make([]string, d.count())
	d.problems = make(problem.List, d.count())
	records = make([]record, total)
	for i := range records {
		if d.bad {
			break
		}
		d.record(&records[i], &docs, &assets)
		if i > 0 && records[i].path <= records[i-1].path {
			d.bad = true
		}
	}
	if d.bad || d.s != "" {
		return nil, 0, 0, errCache
	}
	return records, asOf, packSize, nil
}

// A decoder reads an encoding. What does not fit makes it bad, and whatever it
// returns from then on means nothing.
type decoder struct {
	s        string
	bad      bool
	parts    []markdown.Parts
	links    []markdown.Link
	anchors  []string
	problems problem.List
}

func (d *decoder) uint() uint64 {
	var v uint64
	for i := 0; i < len(d.s) && i < binary.MaxVarintLen64; i++ {
		c := d.s[i]
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			d.s = d.s[i+1:]
			return v
		}
	}
	d.bad, d.s = true, ""
	return 0
}

func (d *decoder) int() int64 {
	u := d.uint()
	return int64(u>>1) ^ -int64(u&1)
}

func (d *decoder) int32() int32 { return int32(d.int()) }

// count reads how many of something follow, each of them at least a byte.
func (d *decoder) count() int {
	n := d.uint()
	if n > uint64(len(d.s)) {
		d.bad, d.s = true, ""
		return 0
	}
	return int(n)
}

func (d *decoder) bytes(n int) string {
	if n > len(d.s) {
		d.bad, d.s = true, ""
		return ""
	}
	t := d.s[:n]
	d.s = d.s[n:]
	return t
}

func (d *decoder) string() string { return d.bytes(d.count()) }

func (d *decoder) byte() byte {
	if t := d.bytes(1); t != "" {
		return t[0]
	}
	return 0
}

func (d *decoder) digest() (v digest.Digest) {
	copy(v[:], d.bytes(len(v)))
	return v
}

// take cuts n elements off a piece of memory that was made for all.
func take[T any](d *decoder, all *[]T, n int) []T {
	if n > len(*all) {
		d.bad, d.s = true, ""
		return nil
	}
	if n == 0 {
		return nil
	}
	part := (*all)[:n:n]
	*all = (*all)[n:]
	return part
}

func (d *decoder) record(r *record, docs *[]Document, assets *[]Asset) {
	all := d.s
	flags := d.byte()
	r.path = d.string()
	r.stamp = stamp{size: d.int(), modified: d.int(), changed: d.int(), inode: d.uint()}
	sum := d.digest()
	odd := oddity{problems: take(d, (*[]problem.Problem)(&d.problems), d.count())}
	for i := range odd.problems {
		p := &odd.problems[i]
		p.Severity, p.Rule, p.File = problem.Severity(d.byte()), d.string(), r.path
		p.Line, p.Column = int(d.int()), int(d.int())
		p.Text, p.Hint = d.string(), d.string()
	}
	if flags&holdsAsset != 0 {
		if a := take(d, assets, 1); a != nil {
			a[0] = Asset{Path: r.path, Sum: sum, Size: d.int(), Width: int(d.int()), Height: int(d.int())}
			r.asset = &a[0]
		}
	}
	if flags&holdsDocument != 0 {
		if doc := take(d, docs, 1); doc != nil {
			r.doc = &doc[0]
			r.doc.Path, r.doc.Sum, r.doc.Parts = r.path, sum, &take(d, &d.parts, 1)[0]
			d.document(r)
		}
	}
	if r.doc == nil && r.asset == nil {
		odd.sum = sum
	}
	r.oddly(odd)
	r.encoded = all[:len(all)-len(d.s)]
}

func (d *decoder) document(r *record) {
	doc := r.doc
	if doc.Kind = Kind(d.byte()); int(doc.Kind) >= len(folders) {
		d.bad = true
	}
	doc.Body = Body{Digest: d.digest(), Size: int(d.int()), Line: int(d.int())}
	r.pieces = extent{at: d.int(), length: d.int32()}
	if r.pieces.at < 0 || r.pieces.length < 0 {
		d.bad = true
	}
	doc.Parts.Summary = d.string()
	doc.Parts.Links = take(d, &d.links, d.count())
	for i := range doc.Parts.Links {
		l := markdown.Link{Kind: markdown.LinkKind(d.byte()), Dest: d.string()}
		if l.Kind == markdown.Image {
			l.Alt = d.string()
		}
		l.Line, l.Column = d.int32(), d.int32()
		doc.Parts.Links[i] = l
	}
	doc.Parts.Anchors = take(d, &d.anchors, d.count())
	for i := range doc.Parts.Anchors {
		doc.Parts.Anchors[i] = d.string()
	}
	doc.Meta = meta.Packed(d.string())
}
