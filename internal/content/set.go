package content

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sort"
	"strings"
	"sync"

	"pressbox/internal/digest"
	"pressbox/internal/markdown"
)

// A Set is everything below content/, in path order. It never changes once Load has
// returned it.
type Set struct {
	Documents []*Document
	Assets    []*Asset
	Unread    []string // paths of documents that are left out for their problems

	root    *os.Root
	opt     Options
	records []record
	bodies  *bodies
	folder  *os.Root // the cache's; nil without one
	asOf    int64    // its files were read at that time or later
	unsaved int      // how much of it the cache does not have
	plain   bool     // listing had nothing to report

	index  sync.Once
	byBody map[uint64]int32 // by the beginning of a body's digest, a record with such a body
}

// Digest names what the files hold and what they are called. Of a file that could
// not be read it knows the path alone.
func (s *Set) Digest() digest.Digest {
	h := sha256.New()
	var b []byte
	for i := range s.records {
		r := &s.records[i]
		b = appendString(b[:0], r.path)
		b = appendString(b, r.oddity().raw)
		sum := r.sum()
		b = append(b, sum[:]...)
		h.Write(b)
	}
	return digest.Digest(h.Sum(nil))
}

// Spare lets go of the front matter of posts, and of what was found in bodies, which
// nobody asks for once it is resolved and what is wrong with it is reported; what
// pictures show is kept. With three links in a post that is 500 bytes of it. Nothing may
// be loaded from s afterwards.
func (s *Set) Spare() {
	picture := func(l markdown.Link) bool { return l.Kind == markdown.Image }
	nothing := new(markdown.Parts)
	for _, doc := range s.Documents {
		if doc.Kind != Post {
			continue
		}
		doc.Meta = ""
		if slices.ContainsFunc(doc.Parts.Links, picture) {
			doc.Parts = &markdown.Parts{Links: slices.Clone(doc.Parts.Links)} // they may lie among those of others
		} else {
			doc.Parts = nothing
		}
	}
}

// A Change is a document before and after it was edited; nil where there was none, or is
// none any longer.
type Change struct{ Before, After *Document }

func (c Change) either() *Document { return cmp.Or(c.After, c.Before) }

// Path returns the path of the document.
func (c Change) Path() string { return c.either().Path }

// Kind returns what the document is.
func (c Change) Kind() Kind { return c.either().Kind }

// OfBody reports whether nothing differs but the body.
func (c Change) OfBody() bool {
	return c.Before != nil && c.After != nil && c.Before.Meta == c.After.Meta
}

// OfText reports whether nothing differs but the text of the body: with its links where
// they were, and what it begins with.
func (c Change) OfText() bool {
	return c.OfBody() && c.Before.Parts.Summary == c.After.Parts.Summary && slices.Equal(c.Before.Parts.Links, c.After.Parts.Links)
}

// SameAnchors reports whether a link may lead into the body where it might before.
func (c Change) SameAnchors() bool {
	return c.Before != nil && c.After != nil && slices.Equal(c.Before.Parts.Anchors, c.After.Parts.Anchors)
}

// Changes are what is another in a Set than in the one before.
type Changes struct {
	Documents []Change // in path order
	Assets    []*Asset // that came, and that went; of an edited one both
	Unread    []string // paths that came among Set.Unread, and that went
}

// Changes returns what is another than in previous.
func (s *Set) Changes(previous *Set) (c Changes) {
	differences(previous.Documents, s.Documents, func(d *Document) string { return d.Path }, func(before, after *Document) {
		c.Documents = append(c.Documents, Change{before, after})
	})
	differences(previous.Assets, s.Assets, func(a *Asset) string { return a.Path }, func(before, after *Asset) {
		for _, a := range []*Asset{before, after} {
			if a != nil {
				c.Assets = append(c.Assets, a)
			}
		}
	})
	differences(previous.Unread, s.Unread, func(path string) string { return path }, func(before, after string) {
		c.Unread = append(c.Unread, cmp.Or(before, after))
	})
	return c
}

// differences gives what is not the same in two lists in path order: what stands before and
// after at a path, zero for nothing.
func differences[T comparable](before, after []T, path func(T) string, give func(before, after T)) {
	for len(before)+len(after) > 0 {
		order := 0
		switch {
		case len(before) == 0:
			order = 1
		case len(after) == 0:
			order = -1
		case before[0] == after[0]:
			before, after = before[1:], after[1:]
			continue
		default:
			order = cmp.Compare(path(before[0]), path(after[0]))
		}
		var was, is T
		if order <= 0 {
			was, before = before[0], before[1:]
		}
		if order >= 0 {
			is, after = after[0], after[1:]
		}
		give(was, is)
	}
}

// Keep returns s with each file at paths as it is in good, or without it where good has
// none: then it counts among those that cannot be read. What becomes of a body that good
// does not remember any more is an error of Pieces.
func (s *Set) Keep(good *Set, paths map[string]bool) *Set {
	k := &Set{root: s.root, opt: s.opt, bodies: s.bodies, folder: s.folder, asOf: s.asOf, plain: s.plain, records: slices.Clone(s.records)}
	for path := range paths {
		was, is := good.find(path), findRecord(k.records[:len(s.records)], path)
		if was == nil && is == nil {
			continue
		}
		r := record{path: path}
		if was != nil {
			r = *was
		}
		if good.bodies != s.bodies && r.doc != nil {
			if p := good.bodies.get(r.doc.Body.Digest, r.pieces, new([]byte)); p != nil {
				r.pieces, _ = s.bodies.add(r.doc.Body.Digest, p)
			}
		}
		if is != nil {
			*is = r
		} else {
			k.records = append(k.records, r)
		}
	}
	if len(k.records) > len(s.records) {
		slices.SortFunc(k.records, func(a, b record) int { return cmp.Compare(a.path, b.path) })
	}
	k.sort()
	return k
}

// sort puts what the records hold where it belongs.
func (s *Set) sort() {
	s.Documents = make([]*Document, 0, len(s.records))
	for i := range s.records {
		r := &s.records[i]
		switch {
		case r.doc != nil:
			s.Documents = append(s.Documents, r.doc)
		case r.asset != nil:
			s.Assets = append(s.Assets, r.asset)
		default:
			s.Unread = append(s.Unread, r.path)
		}
	}
}

// Gone returns the paths of documents and assets that previous has and s has not.
func (s *Set) Gone(previous *Set) []string {
	var gone []string
	for i := range previous.records {
		if r := &previous.records[i]; (r.doc != nil || r.asset != nil) && s.find(r.path) == nil {
			gone = append(gone, r.path)
		}
	}
	return gone
}

// find returns the record of path.
func (s *Set) find(path string) *record { return findRecord(s.records, path) }

func findRecord(records []record, path string) *record {
	i := sort.Search(len(records), func(i int) bool { return records[i].path >= path })
	if i < len(records) && records[i].path == path {
		return &records[i]
	}
	return nil
}

// Pieces returns the converted body that a document's Body.Digest names. It may lie
// in scratch, which is made larger when it has to be.
func (s *Set) Pieces(d digest.Digest, scratch *[]byte) (markdown.Pieces, error) {
	s.index.Do(func() {
		s.byBody = make(map[uint64]int32, len(s.Documents))
		for i := range s.records {
			if doc := s.records[i].doc; doc != nil {
				s.byBody[binary.LittleEndian.Uint64(doc.Body.Digest[:])] = int32(i)
			}
		}
	})
	has := func(r *record) bool { return r.doc != nil && r.doc.Body.Digest == d }
	i, ok := s.byBody[binary.LittleEndian.Uint64(d[:])]
	if ok && !has(&s.records[i]) { // two bodies with one beginning
		i = int32(slices.IndexFunc(s.records, func(r record) bool { return has(&r) }))
		ok = i >= 0
	}
	if !ok {
		return nil, fmt.Errorf("content: no document has the body %s", d.Short())
	}
	r := &s.records[i]
	if p := s.bodies.get(d, r.pieces, scratch); p != nil {
		return p, nil
	}
	// What was kept is gone or damaged, and the file is asked again.
	src, err := s.readAll(r, maxDocument)
	if err != nil {
		return nil, err
	}
	if digest.Of(src) != r.doc.Sum {
		return nil, Changed(r.path)
	}
	m, _, _ := readMatter(r.path, src)
	_, p := markdown.Convert(m.body, s.opt.Markdown)
	return p, nil
}

func (s *Set) readAll(r *record, most int64) ([]byte, error) {
	in, err := s.open(r)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var buf bytes.Buffer
	_, err = buf.ReadFrom(io.LimitReader(in, most+1))
	return buf.Bytes(), err
}

// ErrChanged is the error of a file that is not any more what was read of it. Whoever
// looks at the folder again finds it as it is.
var ErrChanged = errors.New("changed while the site was made")

// Changed returns an ErrChanged that names the file.
func Changed(path string) error { return fmt.Errorf("%s %w", path, ErrChanged) }

// Open opens a file of content/ by its path as in Asset.Path. Only what Load has
// found can be opened.
func (s *Set) Open(path string) (io.ReadCloser, error) {
	r := s.find(path)
	if r == nil || !strings.HasPrefix(path, Folder+"/") {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return s.open(r)
}

func (s *Set) open(r *record) (*os.File, error) {
	path := cmp.Or(r.oddity().raw, r.path)
	f, err := s.root.OpenFile(path, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, err
	}
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() {
		f.Close()
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrInvalid}
	}
	return f, nil
}

// Scratch makes an empty file beside what is remembered. It has lost its name, so that
// it is gone with its last user, and one program does not see another's.
func (s *Set) Scratch() (*os.File, error) {
	if s.folder == nil {
		return nil, fs.ErrNotExist
	}
	const name = "content.scratch"
	// One that is left over is of a program that was killed, or of a system where
	// a file that is open keeps its name.
	_ = s.folder.Remove(name)
	f, err := s.folder.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL|openFlags, 0o666)
	if err == nil {
		_ = s.folder.Remove(name)
	}
	return f, err
}
