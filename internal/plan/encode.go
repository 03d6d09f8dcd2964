package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"sync"

	"pressbox/internal/digest"
)

// Hash returns the digest of v's canonical encoding.
func Hash(v any) digest.Digest {
	buf := encoded.Get().(*[]byte)
	*buf = Encode((*buf)[:0], v)
	d := sha256.Sum256(*buf)
	encoded.Put(buf)
	return d
}

// Encode appends the canonical encoding of v, which must be plain: equal values
// have equal encodings, different ones of one type have different ones. An empty
// slice or map is like none, for a template cannot tell them apart. A *Card below
// v contributes its Digest alone; v itself is always encoded in full, and a Card
// without its Digest, so that the Digest can be made of it. Encode panics if v is
// not plain, which is a mistake of the programmer.
func Encode(dst []byte, v any) []byte {
	rv := reflect.ValueOf(v)
	for rv.Kind() == reflect.Pointer && !rv.IsNil() {
		rv = rv.Elem()
	}
	if !rv.IsValid() {
		return append(dst, 0)
	}
	dst = appendText(dst, rv.Type().String())
	return encoderOf(rv.Type())(dst, rv)
}

// An encoder appends the encoding of a value of one type.
type encoder func(dst []byte, v reflect.Value) []byte

// What follows is remembered only to be quick: encoders depend on the program's
// types alone, and the buffers on nothing.
var (
	encoders sync.Map // reflect.Type -> encoder
	encoded  = sync.Pool{New: func() any { return new([]byte) }}
)

var (
	cardType   = reflect.TypeFor[Card]()
	digestType = reflect.TypeFor[digest.Digest]()
	slimType   = reflect.TypeFor[slim]()
)

func encoderOf(t reflect.Type) encoder {
	if e, ok := encoders.Load(t); ok {
		return e.(encoder)
	}
	// A type may contain itself by way of a pointer, so it is known, as one that
	// looks again, before its parts are.
	encoders.Store(t, encoder(func(dst []byte, v reflect.Value) []byte { return encoderOf(t)(dst, v) }))
	e := newEncoder(t)
	encoders.Store(t, e)
	return e
}

func newEncoder(t reflect.Type) encoder {
	switch t.Kind() {
	case reflect.String:
		return func(dst []byte, v reflect.Value) []byte { return appendText(dst, v.String()) }
	case reflect.Bool:
		return func(dst []byte, v reflect.Value) []byte {
			if v.Bool() {
				return append(dst, 1)
			}
			return append(dst, 0)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(dst []byte, v reflect.Value) []byte { return binary.AppendVarint(dst, v.Int()) }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(dst []byte, v reflect.Value) []byte { return binary.AppendUvarint(dst, v.Uint()) }
	case reflect.Float32, reflect.Float64:
		return func(dst []byte, v reflect.Value) []byte {
			return binary.BigEndian.AppendUint64(dst, math.Float64bits(v.Float()))
		}
	case reflect.Array:
		if t == digestType {
			return func(dst []byte, v reflect.Value) []byte {
				if v.CanAddr() {
					return append(dst, v.Slice(0, sha256.Size).Bytes()...)
				}
				d := v.Interface().(digest.Digest)
				return append(dst, d[:]...)
			}
		}
		elem := encoderOf(t.Elem())
		return func(dst []byte, v reflect.Value) []byte {
			for i := range v.Len() {
				dst = elem(dst, v.Index(i))
			}
			return dst
		}
	case reflect.Slice:
		elem := encoderOf(t.Elem())
		return func(dst []byte, v reflect.Value) []byte {
			dst = binary.AppendUvarint(dst, uint64(v.Len()))
			for i := range v.Len() {
				dst = elem(dst, v.Index(i))
			}
			return dst
		}
	case reflect.Map:
		if t.Key().Kind() != reflect.String {
			break
		}
		elem := encoderOf(t.Elem())
		return func(dst []byte, v reflect.Value) []byte {
			keys := v.MapKeys()
			slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.String(), b.String()) })
			dst = binary.AppendUvarint(dst, uint64(len(keys)))
			for _, k := range keys {
				dst = elem(appendText(dst, k.String()), v.MapIndex(k))
			}
			return dst
		}
	case reflect.Interface:
		return func(dst []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(dst, 0)
			}
			v = v.Elem()
			return encoderOf(v.Type())(appendText(append(dst, 1), v.Type().String()), v)
		}
	case reflect.Pointer:
		if t.Elem() == cardType {
			return func(dst []byte, v reflect.Value) []byte {
				if v.IsNil() {
					return append(dst, 0)
				}
				d := &v.Interface().(*Card).Digest
				return append(append(dst, 1), d[:]...)
			}
		}
		elem := encoderOf(t.Elem())
		return func(dst []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(dst, 0)
			}
			return elem(append(dst, 1), v.Elem())
		}
	case reflect.Struct:
		var fields []encoder
		var index []int
		for i := range t.NumField() {
			f := t.Field(i)
			if t == cardType && (f.Type == digestType || f.Type == slimType) {
				continue
			}
			if !f.IsExported() {
				panic(fmt.Sprintf("plan: %v.%s is not exported", t, f.Name))
			}
			fields = append(fields, encoderOf(f.Type))
			index = append(index, i)
		}
		return func(dst []byte, v reflect.Value) []byte {
			for i, field := range fields {
				dst = field(dst, v.Field(index[i]))
			}
			return dst
		}
	}
	panic(fmt.Sprintf("plan: %v is not plain", t))
}

func appendText(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}
