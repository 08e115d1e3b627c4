#!/usr/bin/env bash
# Credits every real photo there is and lets exiftool, and a JPEG reader of its own, look for damage.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
[ -d "$PHOTOS" ] || skip_all "no photos in $PHOTOS"

mkdir before after
n=0
while IFS= read -r -d '' photo; do
  n=$((n + 1))
  cp "$photo" "before/$n-$(basename "$photo")"
done < <(find "$PHOTOS" -type f -iregex '.*\.jpe?g' -print0 | sort -z)
[ "$n" -gt 0 ] || skip_all "no JPEG in $PHOTOS"
chmod u+w before/*

# Of many a camera's photo only the head was kept, MakerNotes and all: a small picture makes it whole.
make_shoot card 1
cat >heal.pl <<'PERL'
use strict;
use warnings;
sub slurp { my ($path) = @_; open my $f, '<:raw', $path or die "$path: $!"; local $/; return <$f>; }

# Where the segments end that are there as a whole, and the marker after them.
sub walk {
  my ($bytes) = @_;
  my $at = 2;
  while ($at + 4 <= length $bytes) {
    my ($ff, $marker, $size) = unpack 'CCn', substr($bytes, $at, 4);
    return ($at, $marker) if $ff != 0xff || $marker < 0xe0 || $marker > 0xef;
    last if $at + 2 + $size > length $bytes;
    $at += 2 + $size;
  }
  return ($at, 0);
}

my $donor = slurp(shift);
my ($tail) = walk($donor);
for my $path (@ARGV) {
  my $bytes = slurp($path);
  my ($at, $marker) = walk($bytes);
  next if $marker != 0 || substr($bytes, 0, 2) ne "\xff\xd8";
  open my $f, '>:raw', $path or die "$path: $!";
  print $f substr($bytes, 0, $at), substr($donor, $tail);
}
PERL
perl heal.pl "$(find card -type f -iname '*.jpg' | head -n 1)" before/*
cp -p before/* after/

got=0
# exiftool, the judge, takes IIM that does not say for windows-1252
byline set --legacy-charset windows-1252 credit=mfa.gov.kz creator='Айгерім Нұрланова' headline='Министр қабылдады' keywords+=SCO \
  after/* >out 2>err || got=$?
[ $got = 0 ] || [ $got = 3 ]
pass "set works on all $n photos, or says which it does not"

for side in before after; do
  exiftool -q -q -j -a -u -n -b -G1:4 -api largefilesupport=1 $side >$side.json 2>/dev/null || true
  [ -s $side.json ]
done

cat >judge.pl <<'PERL'
use strict;
use warnings;
use JSON::PP;
binmode STDOUT, ':utf8';

sub slurp { my ($path) = @_; open my $f, '<:raw', $path or die "$path: $!"; local $/; return <$f>; }

# Segments up to the first scan, without those that hold our parts; and what is from there on.
sub segments {
  my ($bytes) = @_;
  my ($at, @kept) = (2);
  while ($at + 4 <= length $bytes) {
    if (substr($bytes, $at, 2) eq "\xff\xff") { $at++; next; }
    my $marker = ord substr($bytes, $at + 1, 1);
    last if ord(substr($bytes, $at, 1)) != 0xff;
    return (join('|', @kept), substr($bytes, $at)) if $marker == 0xda;
    my $size = unpack 'n', substr($bytes, $at + 2, 2);
    my $data = substr($bytes, $at + 4, $size - 2);
    push @kept, "$marker:$data"
      unless ($marker == 0xe1 && $data =~ /^(Exif\0|http:\/\/ns\.adobe\.com\/xap\/1\.0\/\0|.{0,63}<\?xpacket)/s)
      || ($marker == 0xed && $data =~ /^Photoshop 3\.0\0/);
    $at += 2 + $size;
  }
  return ('', $bytes);
}

sub text {
  my ($value) = @_;
  return '' unless defined $value;
  return join "\n", map { text($_) } @$value if ref $value eq 'ARRAY';
  return join "\n", map { "$_=" . text($value->{$_}) } sort keys %$value if ref $value eq 'HASH';
  return "$value";
}

# exiftool numbers the copies of a tag through all groups: here each group's are together.
sub tags {
  my ($file) = @_;
  my %tags;
  for my $key (sort keys %$file) {
    my $plain = $key =~ s/:Copy\d+//r;
    $plain =~ s/^IPTC\d+:/IPTC:/; # several blocks become one
    push @{ $tags{$plain} }, text($file->{$key}) unless $key eq 'SourceFile';
  }
  return { map { $_ => join "\n", sort @{ $tags{$_} } } keys %tags };
}

sub load {
  my %files;
  for my $file (@{ JSON::PP->new->utf8->decode(slurp("$_[0].json")) }) {
    my ($name) = $file->{SourceFile} =~ m{([^/]+)$};
    $files{$name} = tags($file);
  }
  return %files;
}

my $name = "\x{410}\x{439}\x{433}\x{435}\x{440}\x{456}\x{43c} \x{41d}\x{4b1}\x{440}\x{43b}\x{430}\x{43d}\x{43e}\x{432}\x{430}";
my $head = "\x{41c}\x{438}\x{43d}\x{438}\x{441}\x{442}\x{440} \x{49b}\x{430}\x{431}\x{44b}\x{43b}\x{434}\x{430}\x{434}\x{44b}";
my %wanted = (
  'IFD0:Artist' => $name, 'IPTC:By-line' => substr($name, 0, -1), 'XMP-dc:Creator' => $name,
  'IPTC:Credit' => 'mfa.gov.kz', 'XMP-photoshop:Credit' => 'mfa.gov.kz',
  'IPTC:Headline' => $head, 'XMP-photoshop:Headline' => $head,
);
my %named = map { $_ => 1 } keys %wanted, 'IPTC:Keywords', 'XMP-dc:Subject', 'XMP-tiff:Artist',
  'IPTC:CodedCharacterSet', 'IPTC:ApplicationRecordVersion', 'Photoshop:IPTCDigest',
  'File:CurrentIPTCDigest', 'File:ExifByteOrder', 'XMP-rdf:About', 'XMP-x:XMPToolkit';
# Where things are may change, what they are may not; exiftool reads what they point to.
my $place = qr/^(System|File|ExifTool|Composite):|(Offset|Offsets|Start|OffsetVal|Pointer)$/;

my %old = load('before');
my %new = load('after');
my %bad;
my %count = (written => 0, refused => 0);
my @written;
for my $file (sort keys %old) {
  my $was = slurp("before/$file");
  my $is = slurp("after/$file");
  if ($was eq $is) { $count{refused}++; print "refused $file\n"; next; }
  $count{written}++;
  my ($was_kept, $was_scan) = segments($was);
  my ($is_kept, $is_scan) = segments($is);
  $bad{$file} .= " picture" if $was_scan ne $is_scan;
  $bad{$file} .= " segments" if $was_kept ne $is_kept;
  my ($before, $after) = ($old{$file}, $new{$file});
  my $warnings = $after->{'ExifTool:Warning'} // '';
  for my $tag (sort keys %wanted) {
    my $says = $after->{$tag} // '';
    $bad{$file} .= " $tag=$says" if $says ne $wanted{$tag};
  }
  for my $tag ('IPTC:Keywords', 'XMP-dc:Subject') {
    $bad{$file} .= " $tag" unless grep { $_ eq 'SCO' } split /\n/, $after->{$tag} // '';
  }
  for my $tag (sort keys %$before) {
    next if $named{$tag} || $tag =~ $place;
    $bad{$file} .= " $tag" if $before->{$tag} ne ($after->{$tag} // '');
  }
  for my $tag (sort keys %$after) {
    next if exists $before->{$tag} || $named{$tag};
    $bad{$file} .= " +$tag" if $tag !~ $place;
  }
  # fill octets before a marker are the file's own, and allowed (ITU-T T.81, B.1.1.2)
  my %known = map { $_ => 1 } split /\n/, $before->{'ExifTool:Warning'} // '';
  for my $warning (grep { !$known{$_} && !/Skipped unknown \d+ bytes/ } split /\n/, $warnings) {
    $bad{$file} .= " warning: $warning";
  }
}
print "# damaged $_:$bad{$_}\n" for sort keys %bad;
printf "# %d written, %d refused, %d damaged\n", $count{written}, $count{refused}, scalar keys %bad;
exit(%bad || !$count{written} ? 1 : 0);
PERL
perl judge.pl >judged || {
  grep '^#' judged
  fail 'a photo is damaged'
}
grep '^#' judged
pass 'every layer says so, and nothing else has changed'

while read -r _ file; do
  [ "$(grep -cF "after/$file" err)" = 1 ] || fail "not one line about $file"
done < <(grep '^refused ' judged)
refused=$(grep -c '^refused ' judged || true)
[ "$refused" = 0 ] || [ $got = 3 ]
{ grep '^refused ' judged || true; } | cut -d' ' -f2- | while IFS= read -r file; do
  grep -F "after/$file" err | sed "s/.*$file: //"
done | sed 's/[0-9][0-9]*/N/g' | sort | uniq -c | sort -rn | sed 's/^ */# refused: /'
pass 'what is refused is untouched, and why is said in a line'

sums after >whole
got=0
byline set --legacy-charset windows-1252 credit=mfa.gov.kz creator='Айгерім Нұрланова' headline='Министр қабылдады' keywords+=SCO \
  after/* >out 2>err || got=$?
[ $got = 0 ] || [ $got = 3 ]
sums after | cmp - whole
pass 'the same again changes nothing'
finish
