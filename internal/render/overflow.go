package render

import (
	"encoding/binary"
	"hash/crc32"
	"html/template"
	"os"
	"slices"
	"sync"

	"pressbox/internal/digest"
)

// A Lender lends files without a name, for what memory shall not hold.
type Lender interface {
	Scratch() (*os.File, error)
}

// overflow keeps fragments in a file, each behind its key and a checksum. What does
// not match them is taken for absent, so that any trouble costs time and nothing else.
type overflow struct {
	open func() (*os.File, error) // nil when there is none, or it cannot be written any more

	mu   sync.Mutex
	file *os.File
	size int64
	at   map[uint64]extent // by the beginning of a key; of two that begin alike, one
	buf  []byte
	read sync.Pool // of *[]byte
}

// An extent is where in the file an entry lies.
type extent struct {
	at     int64
	length int32 // of the HTML
}

const (
	overflowHead = 2*len(digest.Digest{}) + crc32.Size // before the HTML
	overflowMost = 4 << 30                             // bytes; then it begins anew
)

func (k fragmentKey) short() uint64 {
	return binary.LittleEndian.Uint64(k.data[:]) ^ binary.LittleEndian.Uint64(k.unit[:])
}

// put writes what is not written yet.
func (o *overflow) put(list map[fragmentKey]template.HTML) {
	if o.open == nil || len(list) == 0 {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.file == nil {
		var err error
		if o.file, err = o.open(); err != nil {
			o.open = nil
			return
		}
		o.at = map[uint64]extent{}
	}
	if o.size > overflowMost {
		o.size = 0
		clear(o.at)
	}
	o.buf = o.buf[:0]
	for k, html := range list {
		if _, ok := o.at[k.short()]; ok {
			continue
		}
		o.at[k.short()] = extent{o.size + int64(len(o.buf)), int32(len(html))}
		from := len(o.buf)
		o.buf = append(append(o.buf, k.unit[:]...), k.data[:]...)
		o.buf = append(o.buf, 0, 0, 0, 0)
		o.buf = append(o.buf, html...)
		binary.LittleEndian.PutUint32(o.buf[from+overflowHead-crc32.Size:], crc32.Checksum(o.buf[from+overflowHead:], castagnoli))
	}
	if _, err := o.file.WriteAt(o.buf, o.size); err != nil { // a full disk: what is written stays good
		o.open = nil
		return
	}
	o.size += int64(len(o.buf))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// get reads the fragment of k.
func (o *overflow) get(k fragmentKey) (template.HTML, bool) {
	o.mu.Lock()
	at, ok := o.at[k.short()]
	file := o.file
	o.mu.Unlock()
	if !ok {
		return "", false
	}
	buf, _ := o.read.Get().(*[]byte)
	if buf == nil {
		buf = new([]byte)
	}
	defer o.read.Put(buf)
	*buf = slices.Grow((*buf)[:0], overflowHead+int(at.length))
	entry := (*buf)[:overflowHead+int(at.length)]
	if _, err := file.ReadAt(entry, at.at); err != nil {
		return "", false
	}
	head, html := entry[:overflowHead], entry[overflowHead:]
	if digest.Digest(head[:len(k.unit)]) != k.unit || digest.Digest(head[len(k.unit):2*len(k.unit)]) != k.data ||
		binary.LittleEndian.Uint32(head[2*len(k.unit):]) != crc32.Checksum(html, castagnoli) {
		return "", false
	}
	return template.HTML(html), true
}
