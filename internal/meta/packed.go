package meta

import (
	"encoding/binary"
	"slices"
)

// A Packed is a Value in few bytes, for those that keep many of them.
type Packed string

// deepest is more than any front matter is allowed.
const deepest = 200

// Pack packs v. Equal values have equal packings.
func Pack(v Value) Packed {
	b := binary.AppendUvarint(make([]byte, 0, 256), uint64(v.count()))
	return Packed(v.pack(b))
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
	u := unpacker{rest: string(p)}
	n := u.number()
	if n > uint64(len(u.rest)) { // a field takes more than a byte
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

// An unpacker takes values from the front of rest. After a fault it makes no more
// of them.
type unpacker struct {
	rest   string
	fields []Field // for all fields, and not yet used
	bad    bool
}

func (u *unpacker) fail() { u.rest, u.bad = "", true }

func (u *unpacker) number() uint64 {
	if u.rest != "" && u.rest[0] < 0x80 { // nearly always
		n := u.rest[0]
		u.rest = u.rest[1:]
		return uint64(n)
	}
	return u.longNumber()
}

func (u *unpacker) longNumber() uint64 {
	var n uint64
	for i := range min(len(u.rest), binary.MaxVarintLen64) {
		c := u.rest[i]
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			u.rest = u.rest[i+1:]
			return n
		}
	}
	u.fail()
	return 0
}

// places returns a line and a column.
func (u *unpacker) places() (line, column int32) {
	if len(u.rest) > 1 && u.rest[0]|u.rest[1] < 0x80 {
		line, column = zigzag(uint64(u.rest[0])), zigzag(uint64(u.rest[1]))
		u.rest = u.rest[2:]
		return line, column
	}
	line = zigzag(u.number())
	return line, zigzag(u.number())
}

func zigzag(n uint64) int32 { return int32(int64(n>>1) ^ -int64(n&1)) }

func (u *unpacker) text() string {
	n := u.number()
	if n > uint64(len(u.rest)) {
		u.fail()
		return ""
	}
	s := u.rest[:n]
	u.rest = u.rest[n:]
	return s
}

// value makes the next value where it is to stand.
func (u *unpacker) value(v *Value, depth int) {
	*v = Value{}
	if u.rest == "" || depth > deepest {
		u.fail()
		return
	}
	v.Kind = Kind(u.rest[0])
	u.rest = u.rest[1:]
	v.Line, v.Column = u.places()
	switch v.Kind {
	case Null:
	case Text:
		v.Text = u.text()
	case List, Map:
		n := u.number()
		if n > uint64(len(u.fields)) {
			u.fail()
			return
		}
		if n > 0 {
			v.Fields, u.fields = u.fields[:n:n], u.fields[n:]
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
