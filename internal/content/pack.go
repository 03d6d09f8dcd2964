package content

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"slices"
	"sync"

	"pressbox/internal/digest"
	"pressbox/internal/markdown"
)

// errPack is trouble with the pack that cannot be helped.
var errPack = errors.New("content: too many converted bodies")

// bodies holds converted bodies: in a file that only grows, or in memory where no
// file can be had. Several Sets share one. Each body stands behind its digest,
// its length and a checksum, and what does not match them is taken for absent: so
// a pack half written, or written by two at once, costs time and nothing else.
type bodies struct {
	mu     sync.Mutex
	file   *os.File // nil when bodies are kept in memory
	size   int64    // of file, what is waiting included
	wait   []byte   // the end of file, not yet written
	broken bool     // file cannot be written; what is new is kept in memory
	memory map[digest.Digest]markdown.Pieces
}

// An extent says where in a pack a body lies.
type extent struct {
	at     int64 // 0 when it is kept in memory; a pack has a header
	length int32 // of the pieces
}

const (
	packHeader = "pressbox bodies 1\n"
	entrySize  = len(digest.Digest{}) + 8 // before the pieces: digest, length, checksum
	packBuffer = 1 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// add keeps a copy of the pieces of a body.
func (b *bodies) add(d digest.Digest, p markdown.Pieces) (extent, error) {
	if len(p) > 1<<30 {
		return extent{}, fmt.Errorf("%w: one has %d bytes", errPack, len(p))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.file == nil || b.broken {
		if b.memory == nil {
			b.memory = make(map[digest.Digest]markdown.Pieces)
		}
		b.memory[d] = bytes.Clone(p)
		return extent{length: int32(len(p))}, nil
	}
	e := extent{at: b.size, length: int32(len(p))}
	b.wait = append(b.wait, d[:]...)
	b.wait = binary.LittleEndian.AppendUint32(b.wait, uint32(len(p)))
	b.wait = binary.LittleEndian.AppendUint32(b.wait, crc32.Checksum(p, castagnoli))
	b.wait = append(b.wait, p...)
	b.size += int64(entrySize + len(p))
	if len(b.wait) >= packBuffer {
		b.flush()
	}
	return e, nil
}

// flush writes what waits. A full disk is no reason to stop: what could not be
// written is converted again when it is asked for.
func (b *bodies) flush() {
	if len(b.wait) == 0 || b.broken {
		return
	}
	if _, err := b.file.WriteAt(b.wait, b.size-int64(len(b.wait))); err != nil {
		b.broken = true
	}
	b.wait = b.wait[:0]
}

// has reports whether get will probably find the body at e.
func (b *bodies) has(e extent) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e.at == 0 {
		return b.memory != nil
	}
	return b.file != nil && e.at+int64(entrySize)+int64(e.length) <= b.size
}

// get returns the body, or nil when it is not there or damaged. It may
// lie in scratch, which is made larger when it has to be.
func (b *bodies) get(d digest.Digest, e extent, scratch *[]byte) markdown.Pieces {
	b.mu.Lock()
	p := b.memory[d]
	file := b.file
	b.mu.Unlock()
	if p != nil || file == nil || e.at == 0 {
		return p
	}
	*scratch = slices.Grow((*scratch)[:0], entrySize+int(e.length))
	buf := (*scratch)[:entrySize+int(e.length)]
	if _, err := file.ReadAt(buf, e.at); err != nil || !intact(buf, d) {
		return nil
	}
	return buf[entrySize:]
}

// intact reports whether entry is one of the body d, whole and unharmed.
func intact(entry []byte, d digest.Digest) bool {
	if len(entry) < entrySize || digest.Digest(entry[:len(d)]) != d {
		return false
	}
	length, sum := binary.LittleEndian.Uint32(entry[len(d):]), binary.LittleEndian.Uint32(entry[len(d)+4:])
	return int(length) == len(entry)-entrySize && crc32.Checksum(entry[entrySize:], castagnoli) == sum
}

// openPack opens the pack of a cache folder, of which size bytes are known to be
// good. A pack that is not whole is begun anew.
func openPack(folder *os.Root, size int64) *bodies {
	b := &bodies{}
	f, err := folder.OpenFile(packFile, os.O_RDWR|os.O_CREATE|openFlags, 0o666)
	if err != nil {
		b.memory = map[digest.Digest]markdown.Pieces{}
		return b
	}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		f.Close()
		b.memory = map[digest.Digest]markdown.Pieces{}
		return b
	}
	b.file, b.size = f, size
	head := make([]byte, len(packHeader))
	if _, err := f.ReadAt(head, 0); err != nil || string(head) != packHeader || size < int64(len(head)) || st.Size() < size {
		b.begin()
	}
	return b
}

// begin empties the pack.
func (b *bodies) begin() {
	b.size = int64(len(packHeader))
	if err := b.file.Truncate(0); err != nil {
		b.broken = true
	}
	if _, err := b.file.WriteAt([]byte(packHeader), 0); err != nil {
		b.broken = true
	}
}

// compact makes a new pack when most of the old one is of no use any more. Earlier
// Sets keep the old one, which has lost its name.
func (s *Set) compact() {
	const worthwhile = 1 << 20
	old := s.bodies
	if old.file == nil || old.broken || old.size < worthwhile {
		return
	}
	live := int64(0)
	for i := range s.records {
		if r := &s.records[i]; r.doc != nil && r.pieces.at > 0 {
			live += int64(entrySize) + int64(r.pieces.length)
		}
	}
	if live > old.size/2 {
		return
	}
	const temporary = packFile + ".new"
	f, err := s.folder.OpenFile(temporary, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return
	}
	b := &bodies{file: f, memory: old.memory}
	b.begin()
	extents := make([]extent, len(s.records))
	for i := range s.records {
		r := &s.records[i]
		if r.doc == nil {
			continue
		}
		if p := old.get(r.doc.Body.Digest, r.pieces, new([]byte)); p != nil {
			if extents[i], err = b.add(r.doc.Body.Digest, p); err != nil {
				break
			}
		}
	}
	b.flush()
	if err != nil || b.broken || s.folder.Rename(temporary, packFile) != nil {
		f.Close()
		return
	}
	for i := range s.records {
		if r := &s.records[i]; r.doc != nil {
			r.pieces, r.encoded = extents[i], ""
		}
	}
	s.bodies = b
}

// forget drops bodies kept in memory when most of them are of no use any more: a
// preview may run for weeks.
func (s *Set) forget() {
	b := s.bodies
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.memory) <= 2*len(s.Documents)+100 {
		return
	}
	live := make(map[digest.Digest]markdown.Pieces, len(s.Documents))
	for _, d := range s.Documents {
		if p, ok := b.memory[d.Body.Digest]; ok {
			live[d.Body.Digest] = p
		}
	}
	b.memory = live // what an earlier Set misses is converted again
}
