package publish

import (
	"context"
	"crypto/sha256"
	"io"
	"io/fs"
	"math"
	"slices"
	"strings"
	"sync"

	"pressbox/internal/digest"
	"pressbox/internal/plan"
	"pressbox/internal/render"
)

// An action is what becomes of a spot.
type action uint8

const (
	leaveIt action = iota
	makeIt         // its inputs or its file changed: render it, and write it if its bytes did
	removeIt
	forgetIt // the record names it, but it is not there, or not ours any more
)

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
