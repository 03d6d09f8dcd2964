package meta

import (
	"encoding/binary"
	"slices"
	"strings"
)

// A Packed is a Value in few bytes, for those that keep many of them.
type Packed string

// deepest is more than any front matter is allowed.
const deepest = 200

// Pack packs v. Equal values have equal packings.
func Pack(v Value) Packed { return Packed(v.appendTo(nil)) }

func (v Value) appendTo(b []byte) []byte {
	return v.pack(binary.AppendUvarint(b, uint64(v.count())))
}

// Texts makes copies of texts, many in a piece of memory: where thousands come and go
// together, single ones would leave holes between those that stay.
type Texts struct {
	Size int // of a piece, in bytes

	piece  strings.Builder
	packed []byte
}

// Copy returns a copy of s.
func (t *Texts) Copy(s string) string {
	if t.piece.Len()+len(s) > t.piece.Cap() {
		t.piece.Reset() // which leaves it to those that have parts of it
		t.piece.Grow(max(t.Size, len(s)))
	}
	t.piece.WriteString(s)
	return t.piece.String()[t.piece.Len()-len(s):]
}

// Pack is the function of that name.
func (t *Texts) Pack(v Value) Packed {
	t.packed = v.appendTo(t.packed[:0])
	return Packed(t.Copy(string(t.packed)))
}

// count returns how many fields lie below v.
func (v Value) count() int {
	n := len(v.Fields)
	for i := range v.Fields {
		n += v.Fields[i].Value.count()
	}
	return n
}

func (v Value) pack(b []byte) []byte {
	b = append(b, byte(v.Kind))
	b = binary.AppendVarint(b, int64(v.Line))
	b = binary.AppendVarint(b, int64(v.Column))
	switch v.Kind {
	case Text:
		b = packText(b, v.Text)
	case List, Map:
		b = binary.AppendUvarint(b, uint64(len(v.Fields)))
		for i := range v.Fields {
			f := &v.Fields[i]
			b = packText(b, f.Key)
			b = binary.AppendVarint(b, int64(f.Line))
			b = binary.AppendVarint(b, int64(f.Column))
			b = f.Value.pack(b)
		}
	}
	return b
}

func packText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Unpack returns the value that was packed. Its texts are parts of p. What Pack did
// not make is a Null, or whatever it happens to say.
func (p Packed) Unpack() Value {
	var room []Field
	return p.UnpackInto(&room)
}

// UnpackInto is Unpack for those who read thousands: the fields lie in room, which
// is made larger when it has to be, and stand only until it is used again.
func (p Packed) UnpackInto(room *[]Field) Value {
	u := unpacker{packed: string(p)}
	n := u.number()
	if n > u.left() { // a field takes more than a byte
		return Value{}
	}
	if uint64(cap(*room)) < n {
		*room = make([]Field, n)
	}
	u.fields = (*room)[:n]
	var v Value
	u.value(&v, 0)
	if u.bad {
		return Value{}
	}
	return v
}

// Clone returns v with fields of its own.
func (v Value) Clone() Value {
	v.Fields = slices.Clone(v.Fields)
	for i := range v.Fields {
		v.Fields[i].Value = v.Fields[i].Value.Clone()
	}
	return v
}

// An unpacker takes values from where it stands in packed. After a fault it makes no
// more of them. It counts and cuts nothing off, for a pointer that is moved costs the
// collector's barrier each time.
type unpacker struct {
	packed string
	at     int
	fields []Field // for all fields
	used   int     // of fields
	bad    bool
}

func (u *unpacker) fail() { u.at, u.bad = len(u.packed), true }

// left returns how many bytes are to come.
func (u *unpacker) left() uint64 { return uint64(len(u.packed) - u.at) }

func (u *unpacker) number() uint64 {
	if u.at < len(u.packed) && u.packed[u.at] < 0x80 { // nearly always
		u.at++
		return uint64(u.packed[u.at-1])
	}
	return u.longNumber()
}

func (u *unpacker) longNumber() uint64 {
	var n uint64
	rest := u.packed[u.at:]
	for i := range min(len(rest), binary.MaxVarintLen64) {
		c := rest[i]
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			u.at += i + 1
			return n
		}
	}
	u.fail()
	return 0
}

// places returns a line and a column.
func (u *unpacker) places() (line, column int32) {
	if i := u.at; i+1 < len(u.packed) && u.packed[i]|u.packed[i+1] < 0x80 {
		u.at += 2
		return zigzag(uint64(u.packed[i])), zigzag(uint64(u.packed[i+1]))
	}
	line = zigzag(u.number())
	return line, zigzag(u.number())
}

func zigzag(n uint64) int32 { return int32(int64(n>>1) ^ -int64(n&1)) }

func (u *unpacker) text() string {
	n := u.number()
	if n > u.left() {
		u.fail()
		return ""
	}
	from := u.at
	u.at += int(n)
	return u.packed[from:u.at]
}

// value makes the next value where it is to stand.
func (u *unpacker) value(v *Value, depth int) {
	*v = Value{}
	if u.left() == 0 || depth > deepest {
		u.fail()
		return
	}
	v.Kind = Kind(u.packed[u.at])
	u.at++
	v.Line, v.Column = u.places()
	switch v.Kind {
	case Null:
	case Text:
		v.Text = u.text()
	case List, Map:
		n := u.number()
		if n > uint64(len(u.fields)-u.used) {
			u.fail()
			return
		}
		if n > 0 {
			from := u.used
			u.used += int(n)
			v.Fields = u.fields[from:u.used:u.used]
		}
		for i := range v.Fields {
			f := &v.Fields[i]
			f.Key = u.text()
			f.Line, f.Column = u.places()
			u.value(&f.Value, depth+1)
		}
	default:
		u.fail()
	}
}
