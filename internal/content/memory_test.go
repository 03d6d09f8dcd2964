package content

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/markdown"
	"pressbox/internal/problem"
)

// seen is all that another package can see of a Set.
type seen struct {
	Documents []*Document
	Assets    []*Asset
	Pieces    map[string]markdown.Pieces
	Problems  problem.List
}

func look(t testing.TB, s *Set, problems problem.List) seen {
	t.Helper()
	v := seen{s.Documents, s.Assets, map[string]markdown.Pieces{}, problems}
	for _, d := range s.Documents {
		p, err := s.Pieces(d.Body.Digest, new([]byte))
		if err != nil {
			t.Fatal(err)
		}
		v.Pieces[d.Path] = p
	}
	return v
}

// sameAsFresh holds a Set to one that remembers nothing.
func (s *site) sameAsFresh(set *Set, problems problem.List) {
	s.t.Helper()
	fresh, freshProblems := s.load(Options{Markdown: set.opt.Markdown}, nil)
	if d := cmp.Diff(look(s.t, fresh, freshProblems), look(s.t, set, problems)); d != "" {
		s.t.Fatalf("differs from a fresh load:\n%s", d)
	}
}

var cached = Options{Cache: ".pressbox", Program: "test"}

func someFiles() map[string]string {
	files := map[string]string{
		"content/posts/raw.md":     "---\ntitle: <b>\n---\nSome <b>HTML</b> and [a bad link](javascript:alert(1)).\n",
		"content/posts/broken.md":  "---\ntitle: [\n---\nBody.\n",
		"content/posts/none.md":    "Only words.\n",
		"content/pages/about.md":   "+++\ntitle = 'About'\n[params]\na = [1, 2, {b = 3}]\n+++\n# Us\n\n![a picture](a.gif)\n",
		"content/pages/a.gif":      "GIF89a\x03\x00\x02\x00\x00\x00\x00;",
		"content/posts/notes.txt":  "a file",
		"content/players/akers.md": "{\"name\": \"Cam Akers\", \"teams\": [{\"team\": \"rams\"}]}\n\nA footnote[^1].\n\n[^1]: Here.\n",
	}
	for i := range 40 {
		files[fmt.Sprintf("content/posts/2022/%02d/p%d.md", i%12+1, i)] = fmt.Sprintf("---\ntitle: Post %d\nplayer: [Cam Akers, x]\n---\nThe *body* of [post](x.md) %d.\n\n## More\n", i, i)
	}
	return files
}

// settle makes all files older than what a file system's clock could hide.
func (s *site) settle() {
	s.t.Helper()
	past := time.Now().Add(-time.Hour)
	err := filepath.WalkDir(filepath.Join(s.dir, Folder), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			err = os.Chtimes(path, past, past)
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func TestIncrementalLoadsEqualFreshOnes(t *testing.T) {
	for _, mode := range []string{"in memory", "from the cache", "both"} {
		t.Run(mode, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			s := newSite(t, someFiles())
			opt := cached
			if mode == "in memory" {
				opt.Cache = ""
			}
			var set *Set
			for step := range 60 {
				post := fmt.Sprintf("content/posts/2022/%02d/p%d.md", r.IntN(12)+1, r.IntN(50))
				whole := filepath.Join(s.dir, post)
				os.Remove(whole + "/")                                            // if it is a folder
				changed := []string{post, "site.yaml", "content/posts/notes.txt"} // all that did, and some that did not
				switch r.IntN(11) {
				case 0, 1:
					s.write(post, fmt.Sprintf("---\ntitle: Edit %d\n---\nBody %d.\n", step, r.IntN(9)))
				case 2: // the same size and the same time as before
					if st, err := os.Stat(whole); err == nil {
						text, _ := os.ReadFile(whole)
						s.write(post, strings.Replace(string(text), "o", "0", 1))
						os.Chtimes(whole, st.ModTime(), st.ModTime())
					}
				case 3:
					os.Remove(whole)
				case 4:
					moved := fmt.Sprintf("content/posts/moved%d.md", r.IntN(3))
					os.Rename(whole, filepath.Join(s.dir, moved))
					changed = append(changed, moved)
				case 5:
					s.write(post, "---\ntitle: [\n---\nBody.\n")
				case 6:
					s.settle()
				case 7:
					s.write("content/pages/a.gif", fmt.Sprintf("GIF89a%c\x00\x02\x00\x00\x00\x00;", 1+r.IntN(9)))
					changed = append(changed, "content/pages/a.gif")
				case 8:
					folder := fmt.Sprintf("content/posts/2022/%02d", r.IntN(12)+1)
					os.RemoveAll(filepath.Join(s.dir, folder))
					changed = append(changed, folder)
				case 9: // what list has rules about
					name := []string{
						"content/posts/.hidden/a.md", "content/posts/new/a.md", "content/stray.md", "content/posts/a.markdown",
						"content/posts/e\u0301.md", "content/posts/\u00e9.md", "content/posts/x.md~", "content/unknown/a.md",
					}[r.IntN(8)]
					if r.IntN(3) == 0 {
						os.RemoveAll(filepath.Join(s.dir, name))
					} else {
						s.write(name, "---\ntitle: New\n---\nBody.\n")
					}
					changed = append(changed, name)
				case 10: // a file becomes a folder or a link
					os.Remove(whole)
					if r.IntN(2) == 0 {
						os.Symlink(filepath.Join(s.dir, "content/posts/raw.md"), whole)
					} else {
						os.MkdirAll(whole, 0o777)
					}
				}
				if r.IntN(5) == 0 {
					changed = nil
				}
				previous := set
				if mode == "from the cache" || mode == "both" && r.IntN(2) == 0 {
					previous = nil
				}
				var problems problem.List
				set, problems = s.load(opt, previous, changed...)
				s.sameAsFresh(set, problems)
			}
		})
	}
}

func TestAnUnchangedDocumentIsTheSameOne(t *testing.T) {
	s := newSite(t, someFiles())
	s.settle()
	first, _ := s.load(Options{}, nil)
	s.write("content/posts/2022/01/p0.md", note)
	second, _ := s.load(Options{}, first)
	for i, d := range second.Documents {
		if same := d == first.Documents[i]; same != (d.Path != "content/posts/2022/01/p0.md") {
			t.Errorf("%s: same is %v", d.Path, same)
		}
	}
}

// TestAFreshCheckoutIsNotConvertedAgain moves all files' times, as a checkout does,
// and moves one file.
func TestAFreshCheckoutIsNotConvertedAgain(t *testing.T) {
	s := newSite(t, someFiles())
	first, _ := s.load(cached, nil)
	size := first.bodies.size
	s.settle()
	if err := os.Rename(filepath.Join(s.dir, "content/posts/raw.md"), filepath.Join(s.dir, "content/pages/raw.md")); err != nil {
		t.Fatal(err)
	}
	second, problems := s.load(cached, nil)
	if second.bodies.size != size || second.bodies == first.bodies {
		t.Errorf("the pack grew from %d to %d", size, second.bodies.size)
	}
	s.sameAsFresh(second, problems)
}

func TestTheCacheIsWrittenOnlyWhenSomethingChanged(t *testing.T) {
	t.Parallel() // it waits
	s := newSite(t, someFiles())
	s.load(cached, nil)
	file := filepath.Join(s.dir, ".pressbox", cacheFile)
	// The files are young once; what settles them is written.
	later := time.Now().Add(time.Minute)
	s.write("content/posts/2022/01/p0.md", note)
	s.load(cached, nil)
	waitOld(t, s)
	s.load(cached, nil)
	if err := os.Chtimes(file, later, later); err != nil {
		t.Fatal(err)
	}
	s.load(cached, nil)
	if st, err := os.Stat(file); err != nil || !st.ModTime().Equal(later) {
		t.Errorf("the cache was written: %v", err)
	}
}

// waitOld waits until no file is young.
func waitOld(t *testing.T, s *site) {
	t.Helper()
	if stampOf(must(os.Stat(filepath.Join(s.dir, "content")))).changed == 0 {
		s.settle()
		return
	}
	time.Sleep(youngSpan + 20*time.Millisecond)
}

func must(st os.FileInfo, err error) os.FileInfo {
	if err != nil {
		panic(err)
	}
	return st
}

func TestAnotherProgramOrSettingBelievesNothing(t *testing.T) {
	s := newSite(t, someFiles())
	s.load(cached, nil)
	other := cached
	other.Program = "another"
	set, problems := s.load(other, nil)
	s.sameAsFresh(set, problems)
	if m := remembered(s.root, cached, nil); len(m.records) > 0 {
		t.Error("the cache of another program was believed")
	}
	raw := other
	raw.Markdown.RawHTML = true
	set, problems = s.load(raw, set)
	s.sameAsFresh(set, problems)
}

// TestDamageCostsTimeOnly damages cache and pack in every way that a crash, a full
// disk or a stranger could.
func TestDamageCostsTimeOnly(t *testing.T) {
	s := newSite(t, someFiles())
	s.settle()
	s.load(cached, nil)
	whole := map[string][]byte{}
	for _, name := range []string{cacheFile, packFile} {
		b, err := os.ReadFile(filepath.Join(s.dir, ".pressbox", name))
		if err != nil {
			t.Fatal(err)
		}
		whole[name] = b
	}
	r := rand.New(rand.NewPCG(3, 4))
	damage := map[string]func(b []byte) []byte{
		"truncated": func(b []byte) []byte { return b[:r.IntN(len(b))] },
		"flipped":   func(b []byte) []byte { b[r.IntN(len(b))] ^= 1 << r.IntN(8); return b },
		"zeroed":    func(b []byte) []byte { clear(b[r.IntN(len(b)):]); return b },
		"longer":    func(b []byte) []byte { return append(b, "rubbish"...) },
		"empty":     func([]byte) []byte { return nil },
		"foreign": func([]byte) []byte {
			return []byte("something else entirely, and long enough to be looked at as if it were ours")
		},
		"swapped": func(b []byte) []byte { n := len(b) / 2; return append(bytes.Clone(b[n:]), b[:n]...) },
	}
	for name, harm := range damage {
		for _, file := range []string{cacheFile, packFile} {
			for range 2 {
				for n, b := range whole {
					s.write(".pressbox/"+n, string(b))
				}
				s.write(".pressbox/"+file, string(harm(bytes.Clone(whole[file]))))
				set, problems := s.load(cached, nil)
				s.sameAsFresh(set, problems)
				again, problems := s.load(cached, nil)
				s.sameAsFresh(again, problems)
				if t.Failed() {
					t.Fatalf("%s %s", file, name)
				}
			}
		}
	}
}

func TestACacheThatCannotBeWrittenIsDoneWithout(t *testing.T) {
	s := newSite(t, someFiles())
	s.write(".pressbox", "a file where a folder is wanted")
	set, problems := s.load(cached, nil)
	s.sameAsFresh(set, problems)

	s = newSite(t, someFiles())
	for _, name := range []string{cacheFile, packFile, clockFile} {
		if err := os.MkdirAll(filepath.Join(s.dir, ".pressbox", name, "x"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	set, problems = s.load(cached, nil)
	s.sameAsFresh(set, problems)
}

func TestTheCacheIsNotFollowedOutOfTheSite(t *testing.T) {
	outside := t.TempDir()
	s := newSite(t, someFiles())
	if err := os.Symlink(outside, filepath.Join(s.dir, ".pressbox")); err != nil {
		t.Skip(err)
	}
	set, problems := s.load(cached, nil)
	s.sameAsFresh(set, problems)
	if names, _ := os.ReadDir(outside); len(names) > 0 {
		t.Errorf("%v was written outside of the site", names)
	}
}

func TestAPackThatIsMostlyOldIsMadeAnew(t *testing.T) {
	s := newSite(t, nil)
	long := strings.Repeat("Many words that make a body long. ", 2_500)
	var set *Set
	for i := range 16 {
		s.write("content/posts/x.md", fmt.Sprintf("---\ntitle: x\n---\n%d %s", i, long))
		set, _ = s.load(cached, nil)
	}
	if st, err := os.Stat(filepath.Join(s.dir, ".pressbox", packFile)); err != nil || st.Size() > 2<<20 {
		t.Errorf("the pack has %d bytes: %v", st.Size(), err)
	}
	set2, problems := s.load(cached, nil)
	s.sameAsFresh(set2, problems)
	_ = look(t, set, problems)
}

func TestAPreviewOfWeeksDoesNotGrow(t *testing.T) {
	s := newSite(t, nil)
	var set *Set
	for i := range 400 {
		s.write("content/posts/x.md", fmt.Sprintf("---\ntitle: x\n---\n%d\n", i))
		set, _ = s.load(Options{}, set, "content/posts/x.md")
	}
	if n := len(set.bodies.memory); n > 110 {
		t.Errorf("%d bodies of one document are kept", n)
	}
	s.sameAsFresh(set, nil)
}

func TestTwoProgramsMayShareACache(t *testing.T) {
	s := newSite(t, someFiles())
	done := make(chan error, 4)
	for range 4 {
		go func() {
			var err error
			for range 5 {
				var set *Set
				if set, _, err = Load(context.Background(), s.root, cached, nil, nil); err != nil {
					break
				}
				for _, d := range set.Documents {
					if _, err = set.Pieces(d.Body.Digest, new([]byte)); err != nil {
						break
					}
				}
			}
			done <- err
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	set, problems := s.load(cached, nil)
	s.sameAsFresh(set, problems)
}

func TestJobsChangeNothing(t *testing.T) {
	s := newSite(t, someFiles())
	for _, jobs := range []int{1, 2, 7} {
		set, problems := s.load(Options{Jobs: jobs}, nil)
		s.sameAsFresh(set, problems)
	}
}

func TestLoadEndsWhenItIsCancelled(t *testing.T) {
	s := newSite(t, someFiles())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Load(ctx, s.root, Options{}, nil, nil); err == nil {
		t.Error("no error")
	}
}

// FuzzDecode holds the cache's decoder to reading any text without panic.
func FuzzDecode(f *testing.F) {
	key := cached.key()
	r := record{path: "content/posts/x.md", doc: &Document{Path: "content/posts/x.md", Parts: new(markdown.Parts)}}
	f.Add(r.encode(nil))
	r = record{path: "x", asset: &Asset{}, odd: &oddity{problems: problem.List{{Rule: "x"}}}}
	f.Add(r.encode([]byte{0, 0, 1, 0, 1, 0, 0, 0, 1}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			return
		}
		decodeCache(cacheHeader+string(key[:])+string(b), key)
	})
}

func BenchmarkLoad(b *testing.B) {
	files := map[string]string{}
	body := strings.Repeat("Cam Akers' future with the Rams stays open, *a source said* on [Tuesday](x.md), and \"nobody\" knows why.\n\n", 15)
	for i := range 1000 {
		files[fmt.Sprintf("content/posts/2022/%02d/p%d.md", i%12+1, i)] = fmt.Sprintf("---\ntitle: Post %d\ndate: 2022-11-01 17:05\nplayer: [Cam Akers, Josh Allen]\nteam: Rams\nsource: Josina Anderson\n---\n%d %s", i, i, body)
	}
	s := newSite(b, files)
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			s.load(Options{}, nil)
		}
	})
	time.Sleep(youngSpan + 20*time.Millisecond)
	s.load(cached, nil)
	b.Run("warm", func(b *testing.B) {
		for b.Loop() {
			s.load(cached, nil)
		}
	})
	set, _ := s.load(cached, nil)
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			s.load(cached, set)
		}
	})
}
