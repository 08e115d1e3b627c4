#include "metadata/xmp_tree.h"

#include <string.h>

/* What names people, places, devices and the way a picture was made, by namespace and the beginning
 * of the property's name. */
static const struct {
  const char *ns;
  const char *name; /* "": all of them */
  const char *trace;
} private_properties[] = {
  { "http://ns.adobe.com/exif/1.0/", "GPS", "GPS position" },
  { "http://ns.adobe.com/exif/1.0/", "UserComment", "comment" },
  { "http://ns.adobe.com/exif/1.0/aux/", "", "camera" },
  { "http://cipa.jp/exif/1.0/", "", "camera" },
  { "http://ns.adobe.com/tiff/1.0/", "Make", "camera" },
  { "http://ns.adobe.com/tiff/1.0/", "Model", "camera" },
  { "http://ns.adobe.com/tiff/1.0/", "Software", "software" },
  { "http://ns.adobe.com/tiff/1.0/", "HostComputer", "host computer" },
  { "http://ns.adobe.com/xap/1.0/", "CreatorTool", "software" },
  { "http://ns.adobe.com/xap/1.0/", "Thumbnails", "a preview" },
  { "http://ns.adobe.com/xap/1.0/mm/", "", "editing history" },
  { "http://ns.adobe.com/photoshop/1.0/", "History", "editing history" },
  { "http://ns.adobe.com/photoshop/1.0/", "DocumentAncestors", "editing history" },
  { "http://ns.adobe.com/camera-raw-settings/1.0/", "", "editing history" },
  { "http://ns.adobe.com/lightroom/1.0/", "", "editing history" },
  { "http://www.metadataworkinggroup.com/schemas/regions/", "", "faces" },
  { "http://ns.microsoft.com/photo/1.2/", "", "faces" },
  { BYLINE_IPTC_EXT, "ImageRegion", "faces" },
  { BYLINE_IPTC_EXT, "PersonInImageWDetails", "people" },
  { BYLINE_IPTC_EXT, "LocationCreated", "position" },
  { "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", "CreatorContactInfo", "the creator's address" },
  { "http://ns.google.com/photos/1.0/camera/", "", "camera" },
  { "http://www.dji.com/drone-dji/1.0/", "", "GPS position" },
};

static void
note (const xmlNode *property, GPtrArray *traces)
{
  for (guint i = 0; i < G_N_ELEMENTS (private_properties); i++)
    if (byline_xmp_is (property, private_properties[i].ns, NULL) &&
        g_str_has_prefix ((const char *) property->name, private_properties[i].name) &&
        !g_ptr_array_find_with_equal_func (traces, private_properties[i].trace, g_str_equal, NULL))
      g_ptr_array_add (traces, g_strdup (private_properties[i].trace));
}

void
byline_xmp_traces (const BylineXmp *xmp, GPtrArray *traces)
{
  for (xmlNode *node = xmlFirstElementChild (xmp->rdf); node != NULL;
       node = xmlNextElementSibling (node)) {
    for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
      note ((xmlNode *) attribute, traces);
    for (xmlNode *child = xmlFirstElementChild (node); child != NULL;
         child = xmlNextElementSibling (child))
      note (child, traces);
  }
}
