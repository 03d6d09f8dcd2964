package publish

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"

	"pressbox/internal/digest"
	"pressbox/internal/plan"
)

func someRecord() *record {
	r := &record{
		out: "public", site: "an-id", baseURL: "https://example.org/news/", drafts: true,
		now:    time.Date(2022, 11, 1, 17, 5, 0, 0, time.FixedZone("", -4*3600)),
		ground: digest.Of([]byte("ground")),
		parts:  []digest.Digest{{}, digest.Of([]byte("templates")), digest.Of([]byte("site"))},
	}
	for i := range 900 { // more than is written at once
		path := fmt.Sprintf("2022/11/post-%03d/index.html", i)
		r.tree = append(r.tree, Entry{
			Path: path, Key: digest.Of([]byte(path + "key")), Sum: digest.Of([]byte(path)), Size: int64(i * i), mtime: int64(i)*1e9 - 5,
			program: 0, templates: 1, site: 2, basis: plan.Basis(i + 1), data: [8]byte{byte(i), 1, 2, 3, 4, 5, 6, 7},
		})
		r.folders = append(r.folders, folderTime{path: path[:16], mtime: int64(i)})
	}
	return r
}

// encoded returns what the file of r holds.
func encoded(tb testing.TB, r *record) []byte {
	tb.Helper()
	var file bytes.Buffer
	sum, err := r.encode(&file)
	if err != nil {
		tb.Fatal(err)
	}
	if sum != sealOf(file.Bytes()) {
		tb.Error("encode returns another digest than it writes")
	}
	return file.Bytes()
}

func TestRecordComesBackAsItWas(t *testing.T) {
	for _, want := range []*record{someRecord(), {now: time.Unix(0, 0).UTC()}} {
		content := encoded(t, want)
		got, err := decodeRecord(content)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(encoded(t, got), content) {
			t.Error("the record was not read as it was written")
		}
		if !got.now.Equal(want.now) || len(got.tree) != len(want.tree) {
			t.Errorf("now %v, %d entries; want %v, %d", got.now, len(got.tree), want.now, len(want.tree))
		}
		for i := range want.tree {
			if got.tree[i] != want.tree[i] || got.folders[i] != want.folders[i] {
				t.Fatalf("entry %d is %+v, want %+v", i, got.tree[i], want.tree[i])
			}
		}
	}
}

func TestNoDamagedRecordIsRead(t *testing.T) {
	content := encoded(t, someRecord())
	for i := 0; i < len(content); i += 7 {
		bad := bytes.Clone(content)
		bad[i] ^= 0x40
		if _, err := decodeRecord(bad); err == nil {
			t.Fatalf("a record with byte %d changed was read", i)
		}
		if _, err := decodeRecord(content[:i]); err == nil {
			t.Fatalf("a record of %d bytes of %d was read", i, len(content))
		}
	}
}

// A record whose digest is right can still come from somebody else.
func FuzzDecodeRecord(f *testing.F) {
	body := func(content []byte) []byte { return content[:len(content)-len(digest.Digest{})] }
	f.Add(body(encoded(f, someRecord())))
	f.Add([]byte(recordFormat))
	f.Fuzz(func(t *testing.T, content []byte) {
		e := encoder{buf: content}
		r, err := decodeRecord(e.sealed())
		if err != nil {
			return
		}
		for i, e := range r.tree {
			if e.Path == "" || e.Path[0] == '/' || i > 0 && r.tree[i-1].Path >= e.Path {
				t.Errorf("entry %d has the path %q", i, e.Path)
			}
			_, _, _ = r.parts[e.program], r.parts[e.templates], r.parts[e.site]
		}
	})
}

func TestFoldersOfOneBeginningAreRemembered(t *testing.T) {
	r := &record{now: time.Unix(0, 0).UTC(), folders: []folderTime{{path: ""}, {path: "-x"}, {path: "a-b"}, {path: "a"}, {path: "a/c"}, {path: "b"}}}
	if _, err := decodeRecord(encoded(t, r)); err != nil {
		t.Error(err)
	}
}

// Folders stand in the order of what lies in them.
func TestFolderOrder(t *testing.T) {
	names := []string{"", "a", "a-b", "a/b", "a/b/c", "a/bc", "a0", "ab", "b"}
	for _, a := range names {
		for _, b := range names {
			want := strings.Compare(a+"/", b+"/")
			if a == "" || b == "" {
				want = cmp.Compare(len(a), len(b))
			}
			if got := folderOrder(a, b); cmp.Compare(got, 0) != cmp.Compare(want, 0) {
				t.Errorf("%q against %q: %d, want %d", a, b, got, want)
			}
		}
	}
}
