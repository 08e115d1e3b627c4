# Run in a folder that has before/ and after/, and what exiftool says of each in before.json and
# after.json: did byline write what photos_set.sh asked for, and did nothing else change?
use strict;
use warnings;
use Encode qw(decode encode);
use JSON::PP;
use MIME::Base64;
binmode STDOUT, ':utf8';

sub slurp { my ($path) = @_; open my $f, '<:raw', $path or die "$path: $!"; local $/; return <$f>; }

# Segments up to the first scan, without those that hold our parts; and what is from there on, or
# from where no segment can be followed.
sub segments {
  my ($bytes) = @_;
  my ($at, @kept) = (2);
  while ($at + 4 <= length $bytes) {
    if (substr($bytes, $at, 2) eq "\xff\xff") { $at++; next; }
    if (substr($bytes, $at, 1) ne "\xff") { push @kept, substr($bytes, $at++, 1); next; }
    my $marker = ord substr($bytes, $at + 1, 1);
    last if $marker == 0xda;
    if ($marker == 1 || $marker >= 0xd0 && $marker <= 0xd7) { # these have no length
      push @kept, substr($bytes, $at, 2);
      $at += 2;
      next;
    }
    my $size = unpack 'n', substr($bytes, $at + 2, 2);
    if ($marker == 0) { push @kept, substr($bytes, $at++, 1); next; }
    last if $size < 2 || $at + 2 + $size > length $bytes;
    my $data = substr($bytes, $at + 4, $size - 2);
    push @kept, "$marker:$data"
      unless ($marker == 0xe1 && $data =~ /^(Exif\0|http:\/\/ns\.adobe\.com\/xap\/1\.0\/\0|.{0,63}<(\?xpacket|x:xmpmeta|rdf:RDF))/s)
      || ($marker == 0xed && $data =~ /^Photoshop 3\.0\0/);
    $at += 2 + $size;
  }
  return (join('|', @kept), substr($bytes, $at));
}

sub text {
  my ($value) = @_;
  return '' unless defined $value;
  return join "\n", map { text($_) } @$value if ref $value eq 'ARRAY';
  return join "\n", map { "$_=" . text($value->{$_}) } sort keys %$value if ref $value eq 'HASH';
  return "$value";
}

# exiftool takes IIM of no charset for windows-1252, and shows what is no UTF-8 though it says so as
# octets; byline found out which it is, and has made it UTF-8.  Its JSON has no NUL.
sub well_read {
  my ($line) = @_;
  return decode('cp1252', decode_base64($1)) =~ tr/\0//dr if $line =~ /^base64:(.*)/;
  my $octets = join '', map { ord() < 256 ? $_ : encode('cp1252', $_) } split //, $line;
  return eval { decode('UTF-8', $octets, Encode::FB_CROAK) } // $line;
}

sub was_misread {
  my ($before, $after) = @_;
  return join("\n", sort map { well_read($_) } split /\n/, $before) eq $after;
}

# exiftool numbers the copies of a tag through all groups: here each group's are together.
sub tags {
  my ($file) = @_;
  my %tags;
  for my $key (sort keys %$file) {
    my $plain = $key =~ s/:Copy\d+//r;
    $plain =~ s/^(IPTC|ExifTool)\d+:/$1:/; # several blocks become one, with what is said of them
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
  'File:CurrentIPTCDigest', 'File:ExifByteOrder', 'XMP-x:XMPToolkit';
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
  # how many entries are before it may change
  my ($was_warned, $warnings) = map { ($_->{'ExifTool:Warning'} // '') =~ s/ entry \d+/ an entry/gr } $before, $after;
  for my $tag (sort keys %wanted) {
    my $says = $after->{$tag} // '';
    $bad{$file} .= " $tag=$says" if $says ne $wanted{$tag};
  }
  for my $tag ('IPTC:Keywords', 'XMP-dc:Subject') {
    $bad{$file} .= " $tag" unless grep { $_ eq 'SCO' } split /\n/, $after->{$tag} // '';
  }
  for my $tag (sort keys %$before) {
    next if $named{$tag} || $tag =~ $place;
    my $says = $after->{$tag} // '';
    # a number that leads to no picture leads to whatever is there
    next if $tag eq 'IFD1:ThumbnailImage' && $before->{$tag} !~ m{^base64:/9j/};
    next if $before->{$tag} eq $says || $tag =~ /^IPTC:/ && was_misread($before->{$tag}, $says);
    $bad{$file} .= " $tag";
  }
  for my $tag (sort keys %$after) {
    # exiftool gives up on resources that byline could still follow
    next if $tag =~ /^(IPTC|Photoshop):/ && $was_warned =~ /Photoshop|IPTC|8BIM/i;
    next if exists $before->{$tag} || $named{$tag} || $tag eq 'XMP-rdf:About'; # a new packet's
    $bad{$file} .= " +$tag" if $tag !~ $place;
  }
  # fill octets before a marker are the file's own, and allowed (ITU-T T.81, B.1.1.2)
  my %known = map { $_ => 1 } split /\n/, $was_warned;
  for my $warning (grep { !$known{$_} && !/Skipped unknown \d+ bytes/ } split /\n/, $warnings) {
    $bad{$file} .= " warning: $warning";
  }
}
print "# damaged $_:$bad{$_}\n" for sort keys %bad;
printf "# %d written, %d refused, %d damaged\n", $count{written}, $count{refused}, scalar keys %bad;
exit(%bad || !$count{written} ? 1 : 0);
